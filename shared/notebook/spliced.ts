/** A text with pieces replaced that still knows where each place came from. */
import type { TextEdit } from './front-matter.ts';

export interface SplicedText {
  readonly text: string;
  /** The place in the original of a place in `text`; within an inserted piece, where that piece stands. */
  originalOffset(offset: number): number;
}

/** @param edits must not overlap */
export function spliced(original: string, edits: readonly TextEdit[]): SplicedText {
  let text = '';
  let at = 0;
  const steps: { readonly at: number; readonly original: number }[] = [{ at: 0, original: 0 }];
  for (const edit of [...edits].sort((a, b) => a.from - b.from)) {
    text += original.slice(at, edit.from);
    steps.push({ at: text.length, original: edit.from });
    text += edit.insert;
    at = edit.to;
    steps.push({ at: text.length, original: at });
  }
  text += original.slice(at);
  const originalOffset = (offset: number): number => {
    const index = steps.findLastIndex((step) => step.at <= offset);
    const [step, next] = [steps[index] ?? steps[0]!, steps[index + 1]];
    return Math.min(step.original + (offset - step.at), next?.original ?? original.length);
  };
  return { text, originalOffset };
}
