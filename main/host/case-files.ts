/** What the window keeps of a case: its own state (tabs, widths, filters) and the statements that were run. */
import { appendFileSync, closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs';
import { z } from 'zod';
import { writeAtomic, writeError } from '../case/atomic.ts';
import type { CaseFolder } from '../case/folder.ts';
import { readJson } from './user-files.ts';

const stateSchema = z.record(z.string(), z.unknown());
const entrySchema = z.object({
  sql: z.string(),
  at: z.string(),
  seconds: z.number(),
  rows: z.number().nullable(),
  error: z.string().nullable(),
});
export type HistoryEntry = z.infer<typeof entrySchema>;

/** Entries that are shown; the file keeps all. */
const SHOWN = 500;
const TAIL = 2 * 1024 * 1024;
/** Longer statements are cut in the history; notebooks are the place for them. */
const LONGEST = 20_000;

export const readState = (folder: CaseFolder): Record<string, unknown> =>
  // A damaged state costs the layout of the window, nothing else; it is set aside by itself.
  readJson(folder.stateFile, stateSchema, {}, () => undefined);

export const saveState = (folder: CaseFolder, state: Record<string, unknown>): void =>
  writeAtomic(folder.stateFile, JSON.stringify(state));

export function addToHistory(folder: CaseFolder, entry: HistoryEntry): void {
  const kept = { ...entry, sql: entry.sql.slice(0, LONGEST) };
  try {
    appendFileSync(folder.historyFile, `${JSON.stringify(kept)}\n`);
  } catch (cause) {
    throw writeError(cause, folder.historyFile);
  }
}

/** Last statements first. Lines cut short by a crash are passed over. */
export function readHistory(folder: CaseFolder): HistoryEntry[] {
  if (!existsSync(folder.historyFile)) return [];
  const lines = tailOf(folder.historyFile).split('\n');
  const entries = lines.flatMap((line) => {
    try {
      return [entrySchema.parse(JSON.parse(line))];
    } catch {
      return [];
    }
  });
  return entries.slice(-SHOWN).reverse();
}

function tailOf(file: string): string {
  const handle = openSync(file, 'r');
  try {
    const { size } = fstatSync(handle);
    const bytes = Buffer.alloc(Math.min(size, TAIL));
    readSync(handle, bytes, 0, bytes.length, size - bytes.length);
    return bytes.toString('utf8');
  } finally {
    closeSync(handle);
  }
}
