/** The outline of a notebook: its headings and named cells, how each stands, and the way there. */
import { useMemo, useRef, type KeyboardEvent } from 'react';
import { ChartColumn, CodeXml } from 'lucide-react';
import { outlineOf } from '../../shared/notebook/outline.ts';
import { visibleText } from '../grid/visible-text.ts';
import type { NotebookDesk } from './notebook-desk.ts';
import type { CellState, NotebookState } from './notebook-model.ts';

interface OutlineProps {
  readonly desk: NotebookDesk;
  readonly state: NotebookState;
  readonly selected: string | null;
}

const standing = (cell: CellState): string | null => {
  if (cell.phase === 'failed') return 'failed';
  if (cell.phase === 'running' || cell.phase === 'waiting') return 'running';
  if (cell.stale) return 'stale';
  return null;
};

export function Outline({ desk, state, selected }: OutlineProps) {
  const { notebook, keys } = state;
  const entries = useMemo(() => outlineOf(notebook), [notebook]);
  const list = useRef<HTMLUListElement>(null);
  const least = Math.min(...entries.map((entry) => entry.level), 6);
  const walk = (event: KeyboardEvent): void => {
    const items = [...(list.current?.querySelectorAll('button') ?? [])];
    const at = items.findIndex((item) => item === document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    items[Math.max(0, Math.min(items.length - 1, to))]?.focus();
  };
  return (
    <nav className="wb-outline" aria-label="Outline" onKeyDown={walk}>
      <h2>Outline</h2>
      {entries.length === 0 && <p className="wb-note">Headings and named cells are listed here.</p>}
      <ul ref={list}>
        {entries.map((entry, i) => {
          const key = keys[entry.block] ?? undefined;
          const node = entry.kind === 'heading' ? undefined : desk.model.nodeOfBlock(entry.block);
          const stands = node ? standing(desk.model.cell(node.id)) : null;
          const text = visibleText(entry.text, 90);
          return (
            <li key={`${key}/${i}`}>
              <button
                type="button"
                data-level={Math.min(5, entry.level - least)}
                data-kind={entry.kind}
                aria-current={key === selected || undefined}
                title={text}
                onClick={() => desk.go(key)}
              >
                {entry.kind === 'sql' && <CodeXml size={12} aria-hidden />}
                {entry.kind === 'vega-lite' && <ChartColumn size={12} aria-hidden />}
                <span className="wb-clip wb-grow">
                  <bdi>{text}</bdi>
                </span>
                {stands !== null && <span className="wb-outline-mark" data-stands={stands} title={stands} />}
                {stands !== null && <span className="wb-sr">{stands}</span>}
              </button>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
