/** Finds in all cells of the notebook, and replaces. Enter goes on, Shift+Enter back, Escape closes. */
import { useEffect, useMemo, useRef } from 'react';
import { ChevronDown, ChevronRight, ChevronUp, X } from 'lucide-react';
import { toErrorData } from '../../shared/errors.ts';
import { findIn, MAX_MATCHES, type Match } from '../../shared/notebook/find.ts';
import type { Notebook } from '../../shared/notebook/document.ts';
import { formatCount } from '../grid/format.ts';
import { IconButton } from '../ui/IconButton.tsx';
import type { NotebookDesk } from './notebook-desk.ts';
import type { FindState } from './view-state.ts';

interface FindBarProps {
  readonly desk: NotebookDesk;
  readonly find: FindState;
  readonly found: Found;
}

export interface Found {
  readonly matches: readonly Match[];
  /** Index of the match that is shown, or -1. */
  readonly current: number;
  readonly error: string | null;
}

export function useFound(notebook: Notebook, keys: readonly (string | null)[], find: FindState | null): Found {
  const text = find?.text ?? '';
  const matchCase = find?.matchCase ?? false;
  const regex = find?.regex ?? false;
  const result = useMemo(() => {
    if (text === '') return { matches: [], error: null };
    try {
      return { matches: findIn(notebook, { text, matchCase, regex }), error: null };
    } catch (thrown) {
      return { matches: [], error: toErrorData(thrown).message };
    }
  }, [notebook, text, matchCase, regex]);
  const at = find?.at;
  const current = at ? result.matches.findIndex((m) => keys[m.block] === at.key && m.from === at.from) : -1;
  return { ...result, current };
}

export function FindBar({ desk, find, found }: FindBarProps) {
  const { matches, current, error } = found;
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    input.current?.focus();
    input.current?.select();
  }, []);
  const count =
    error ??
    (find.text === ''
      ? ''
      : matches.length === 0
        ? 'Nothing found'
        : `${current < 0 ? '' : `${formatCount(current + 1)} of `}${formatCount(matches.length)}${matches.length >= MAX_MATCHES ? '+' : ''}`);
  return (
    <div
      className="wb-find"
      role="search"
      aria-label="Find in the notebook"
      onKeyDown={(event) => {
        if (event.key === 'Escape') {
          event.preventDefault();
          event.stopPropagation();
          desk.closeFind();
        } else if (event.key.toLowerCase() === 'f' && (event.ctrlKey || event.metaKey)) {
          event.preventDefault();
          input.current?.select();
        }
      }}
    >
      <button
        type="button"
        className="wb-cell-fold"
        aria-expanded={find.replacing}
        aria-label="Replace"
        onClick={() => desk.setFind({ replacing: !find.replacing })}
      >
        {find.replacing ? <ChevronDown size={14} aria-hidden /> : <ChevronRight size={14} aria-hidden />}
      </button>
      <div className="wb-find-lines">
        <div className="wb-find-line">
          <input
            ref={input}
            aria-label="Find"
            placeholder="Find in all cells"
            aria-invalid={error !== null}
            spellCheck={false}
            value={find.text}
            onChange={(event) => desk.setFind({ text: event.currentTarget.value, at: null })}
            onKeyDown={(event) => {
              if (event.key !== 'Enter') return;
              event.preventDefault();
              desk.findStep(event.shiftKey ? -1 : 1, matches);
            }}
          />
          <button
            type="button"
            className="wb-find-option"
            aria-pressed={find.matchCase}
            aria-label="Match capitals"
            title="Match capitals"
            onClick={() => desk.setFind({ matchCase: !find.matchCase, at: null })}
          >
            Aa
          </button>
          <button
            type="button"
            className="wb-find-option"
            aria-pressed={find.regex}
            aria-label="Regular expression"
            title="Regular expression"
            onClick={() => desk.setFind({ regex: !find.regex, at: null })}
          >
            .*
          </button>
          <span
            className="wb-note wb-find-count"
            role="status"
            aria-live="polite"
            data-bad={error !== null || undefined}
          >
            {count}
          </span>
          <IconButton icon={ChevronUp} label="Previous match" onClick={() => desk.findStep(-1, matches)} />
          <IconButton icon={ChevronDown} label="Next match" onClick={() => desk.findStep(1, matches)} />
          <IconButton icon={X} label="Close the search" onClick={() => desk.closeFind()} />
        </div>
        {find.replacing && (
          <div className="wb-find-line">
            <input
              aria-label="Replace with"
              placeholder={find.regex ? 'Replace with ($1 is a group)' : 'Replace with'}
              spellCheck={false}
              value={find.replacement}
              onChange={(event) => desk.setFind({ replacement: event.currentTarget.value })}
              onKeyDown={(event) => {
                if (event.key !== 'Enter') return;
                event.preventDefault();
                replaceOne(desk, matches, current);
              }}
            />
            <button
              type="button"
              className="wb-find-option"
              aria-disabled={matches.length === 0}
              onClick={() => replaceOne(desk, matches, current)}
            >
              Replace
            </button>
            <button
              type="button"
              className="wb-find-option"
              aria-disabled={matches.length === 0}
              onClick={() => desk.replace(null)}
            >
              Replace all
            </button>
          </div>
        )}
      </div>
    </div>
  );
}

/** Replaces the match that is shown and goes to the next; where none is shown, goes to the first. */
function replaceOne(desk: NotebookDesk, matches: readonly Match[], current: number): void {
  const match = matches[current];
  if (match) desk.replace(match);
  const { find } = desk.view.getState();
  if (find) desk.findStep(1, desk.matches(find));
}
