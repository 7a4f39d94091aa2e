/**
 * Undo and redo of a notebook's text, across all its cells: parse → print is the identity, so a step is a splice of the
 * text and nothing else. Typing in one place becomes one step until the hands rest.
 */
import { splice } from './edit.ts';
import type { TextEdit } from './front-matter.ts';

interface Step {
  readonly from: number;
  readonly removed: string;
  readonly inserted: string;
  readonly label: string;
  /** Steps of one group that follow each other closely are one. */
  readonly group: string | null;
  readonly at: number;
}

/** Characters kept by all steps together; the oldest are forgotten first. */
const MAX_KEPT = 32_000_000;
const MAX_STEPS = 2_000;
/** Typing that rests longer than this begins a new step. */
const REST_MS = 900;

/** The one splice that makes `after` of `before`, as small as it can be; null if they are the same. */
export function difference(before: string, after: string): TextEdit | null {
  if (before === after) return null;
  let from = 0;
  const least = Math.min(before.length, after.length);
  while (from < least && before.charCodeAt(from) === after.charCodeAt(from)) from += 1;
  let tail = 0;
  while (
    tail < least - from &&
    before.charCodeAt(before.length - 1 - tail) === after.charCodeAt(after.length - 1 - tail)
  )
    tail += 1;
  return { from, to: before.length - tail, insert: after.slice(from, after.length - tail) };
}

export class EditHistory {
  #done: Step[] = [];
  #undone: Step[] = [];

  /** What would be undone and redone, for people; null where there is nothing. */
  get labels(): { readonly undo: string | null; readonly redo: string | null } {
    return { undo: this.#done.at(-1)?.label ?? null, redo: this.#undone.at(-1)?.label ?? null };
  }

  /**
   * Notes an edit.
   * @param group names the place of typing; null for a step of its own
   * @param now   milliseconds
   */
  push(before: string, after: string, label: string, group: string | null, now: number): void {
    const edit = difference(before, after);
    if (!edit) return;
    const last = this.#done.at(-1);
    const joins =
      last && group !== null && last.group === group && now - last.at < REST_MS && this.#undone.length === 0;
    this.#undone = [];
    if (joins) {
      this.#done.pop();
      const first = splice(before, [{ from: last.from, to: last.from + last.inserted.length, insert: last.removed }]);
      const whole = difference(first, after);
      if (whole) this.#done.push(stepOf(first, whole, last.label, group, now));
    } else this.#done.push(stepOf(before, edit, label, group, now));
    let kept = 0;
    const tooOld = this.#done.findLastIndex((step, i) => {
      kept += step.removed.length + step.inserted.length;
      return kept > MAX_KEPT || this.#done.length - i > MAX_STEPS;
    });
    if (tooOld >= 0) this.#done.splice(0, tooOld + 1);
  }

  /** The text before the last step; null where there is none. */
  undo(text: string): string | null {
    const step = this.#done.pop();
    if (!step) return null;
    this.#undone.push({ ...step, group: null });
    return splice(text, [{ from: step.from, to: step.from + step.inserted.length, insert: step.removed }]);
  }

  redo(text: string): string | null {
    const step = this.#undone.pop();
    if (!step) return null;
    this.#done.push({ ...step, group: null });
    return splice(text, [{ from: step.from, to: step.from + step.removed.length, insert: step.inserted }]);
  }
}

const stepOf = (before: string, edit: TextEdit, label: string, group: string | null, at: number): Step => ({
  from: edit.from,
  removed: before.slice(edit.from, edit.to),
  inserted: edit.insert,
  label,
  group,
  at,
});
