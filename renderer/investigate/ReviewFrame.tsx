/** The frame that both queues share: the list at the left, a card, and below it what can be decided, by button or key. */
import { useEffect, useRef, type KeyboardEvent, type ReactNode } from 'react';
import { Button, TextInput } from '@mantine/core';
import { formatCount } from '../grid/format.ts';
import { visibleText } from '../grid/visible-text.ts';

export interface ReviewRow {
  readonly key: string;
  readonly title: string;
  readonly second: string;
  /** Value at stake, for people. */
  readonly worth: string;
  /** In a word; null while it waits. */
  readonly said: string | null;
  readonly tone: 'plain' | 'ok' | 'bad' | 'skipped';
}

export interface ReviewAction {
  /** One key without modifiers. */
  readonly key: string;
  readonly label: string;
  readonly primary?: boolean;
  readonly disabled?: boolean;
  readonly run: () => void;
}

interface ReviewFrameProps {
  readonly label: string;
  readonly active: boolean;
  readonly rows: readonly ReviewRow[];
  /** Rows that the queue has beyond those shown. */
  readonly more: number;
  /** Shows more of them; where it is not given they follow by themselves. */
  readonly onMore?: () => void;
  readonly at: string | null;
  readonly actions: readonly ReviewAction[];
  readonly note: string;
  readonly noteHint: string;
  /** What was done last, read out. */
  readonly told: string;
  readonly onNote: (note: string) => void;
  readonly onGo: (key: string) => void;
  readonly onStep: (step: 1 | -1) => void;
  readonly children: ReactNode;
}

const STEPS: Readonly<Record<string, 1 | -1>> = { j: 1, k: -1, ArrowRight: 1, ArrowLeft: -1 };
const TITLE_LIMIT = 160;
/** Frames within which a new panel is on screen. */
const FOCUS_FRAMES = 60;

export function ReviewFrame(props: ReviewFrameProps) {
  const { label, active, rows, more, at, actions, note, told, children } = props;
  const root = useRef<HTMLDivElement>(null);
  const noteField = useRef<HTMLInputElement>(null);
  const card = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // The keys work as soon as the tab is there. Nothing is taken from a field that someone types in, or from a dialog; a
    // field of another tab, which is behind this one now, takes no keys.
    const held = document.activeElement;
    const typing = held?.closest('input, textarea, [contenteditable="true"], [role="dialog"]') ?? null;
    const behind = held?.closest('.wb-centre') != null && root.current?.contains(held) === false;
    if (!active || (typing !== null && !behind)) return undefined;
    let frame = 0;
    // The dock shows a new panel some frames after it is drawn; what is hidden takes no focus.
    const focus = (left: number): void => {
      card.current?.focus({ preventScroll: true });
      if (document.activeElement !== card.current && left > 0) frame = requestAnimationFrame(() => focus(left - 1));
    };
    focus(FOCUS_FRAMES);
    return () => cancelAnimationFrame(frame);
  }, [active]);
  useEffect(() => {
    root.current?.querySelector('[aria-current="true"]')?.scrollIntoView({ block: 'nearest' });
    card.current?.scrollTo({ top: 0 });
  }, [at]);

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const target = event.target as HTMLElement;
    if (target.closest('input, textarea, select')) {
      if (target === noteField.current && (event.key === 'Enter' || event.key === 'Escape')) {
        event.preventDefault();
        card.current?.focus();
      }
      return;
    }
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const step =
      STEPS[key] ??
      (target.closest('.wb-review-list') ? { ArrowDown: 1 as const, ArrowUp: -1 as const }[key] : undefined);
    const action = actions.find((a) => a.key === key);
    if (step !== undefined) props.onStep(step);
    else if (key === 'n') noteField.current?.focus();
    else if (action && !action.disabled) action.run();
    else return;
    event.preventDefault();
  };

  return (
    <div className="wb-review" ref={root} onKeyDown={onKeyDown}>
      <div className="wb-review-list" role="region" aria-label={`${label}: list`}>
        <ul>
          {rows.map((row) => (
            <li key={row.key}>
              <button
                type="button"
                tabIndex={row.key === at ? 0 : -1}
                aria-current={row.key === at || undefined}
                data-tone={row.tone}
                onClick={() => props.onGo(row.key)}
              >
                <span className="wb-review-names">
                  <bdi className="wb-clip">{visibleText(row.title, TITLE_LIMIT)}</bdi>
                  <bdi className="wb-clip wb-note">{visibleText(row.second, TITLE_LIMIT)}</bdi>
                </span>
                <span className="wb-review-worth">
                  <span className="wb-tabular">{row.worth}</span>
                  {row.said !== null && <span className="wb-review-said">{row.said}</span>}
                </span>
              </button>
            </li>
          ))}
        </ul>
        {more > 0 && (
          <div className="wb-pad">
            <p className="wb-note">{formatCount(more)} more follow, with less money at stake.</p>
            {props.onMore && (
              <Button size="compact-sm" variant="default" onClick={props.onMore}>
                Show more
              </Button>
            )}
          </div>
        )}
      </div>
      <div className="wb-review-main">
        <div className="wb-review-card" ref={card} tabIndex={0} role="region" aria-label={`${label}: card`}>
          {children}
        </div>
        <div className="wb-review-foot">
          <TextInput
            ref={noteField}
            className="wb-review-note"
            aria-label="Why"
            placeholder={props.noteHint}
            value={note}
            maxLength={2000}
            rightSection={<kbd className="wb-kbd">N</kbd>}
            onChange={(event) => props.onNote(event.currentTarget.value)}
          />
          {actions.map((action) => (
            <Button
              key={action.key}
              variant={action.primary === true ? 'filled' : 'default'}
              disabled={action.disabled ?? false}
              aria-keyshortcuts={action.key}
              rightSection={
                <kbd className="wb-kbd" aria-hidden>
                  {action.key.toUpperCase()}
                </kbd>
              }
              onClick={action.run}
            >
              {action.label}
            </Button>
          ))}
        </div>
      </div>
      <p className="wb-sr" role="status">
        {told}
      </p>
    </div>
  );
}
