/** Which part of a script is meant: the selection, or the statement at the cursor. Pure. */
import { splitStatements } from '../../shared/sql/tokens.ts';

export interface ScriptPart {
  readonly text: string;
  /** Offset of `text` in the script, for placing errors. */
  readonly start: number;
}

/** @returns null where there is nothing to run */
export function partToRun(script: string, from: number, to: number): ScriptPart | null {
  if (from !== to) {
    const text = script.slice(from, to);
    return text.trim() === '' ? null : { text, start: from };
  }
  const statements = splitStatements(script);
  // The cursor after the last semicolon still means the statement before it.
  const here = statements.find((s) => from <= s.start + s.text.length) ?? statements.at(-1);
  return here ? { text: here.text, start: here.start } : null;
}
