/**
 * Looks spellings up in lists, and remembers in the cache of the case what it found: after a new file only new spellings are
 * looked up. Other lists, or other rules of comparing, make all of it new.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import type { RunOptions } from '../../shared/contract/engine.ts';
import { lookupKey, type Found, type ScreenedList, type ScreenedName } from '../../shared/screening/screen.ts';
import { writeAtomic } from '../case/atomic.ts';
import { namesCodeHash, runNamesJob } from '../parties/workers.ts';

/** Spellings from which a second thread is worth its index of the lists. */
const WORTH_TWO_THREADS = 20_000;

const Remembered = z.object({
  /** Of the lists and of the code that compares. */
  made_from: z.string(),
  /** What was found, by `lookupKey`; an empty list where nothing was. */
  found: z.array(
    z.tuple([
      z.string(),
      z.array(
        z.object({
          listId: z.string(),
          entryId: z.string(),
          score: z.number(),
          proven: z.enum(['same', 'other']).nullable(),
          reasons: z.array(z.string()),
        }),
      ),
    ]),
  ),
});

/**
 * @param file the cache; null: nothing is remembered
 * @returns in the order of `names`
 * @throws CancelledError; WaybillError 'disk/…' if the cache cannot be written
 */
export async function findOnLists(
  names: readonly ScreenedName[],
  lists: readonly ScreenedList[],
  file: string | null,
  options: RunOptions = {},
): Promise<(readonly Found[])[]> {
  const madeFrom = createHash('sha256').update(namesCodeHash()).update(JSON.stringify(lists)).digest('hex');
  const before = file === null ? new Map<string, readonly Found[]>() : recall(file, madeFrom);
  const wanted = new Map(names.map((name) => [lookupKey(name), name]));
  const unknown = [...wanted].filter(([key]) => !before.has(key));
  const looked = await findInThreads(
    unknown.map(([, name]) => name),
    lists,
    options,
  );
  const now = new Map(unknown.map(([key], i) => [key, looked[i] ?? []]));
  const found = (key: string): readonly Found[] => now.get(key) ?? before.get(key) ?? [];
  if (file !== null && (unknown.length > 0 || before.size > wanted.size)) {
    writeAtomic(
      file,
      JSON.stringify({ made_from: madeFrom, found: [...wanted.keys()].map((key) => [key, found(key)]) }),
    );
  }
  return names.map((name) => found(lookupKey(name)));
}

/** What is remembered of these lists and rules; nothing where the cache is absent, damaged or made from others. */
function recall(file: string, madeFrom: string): ReadonlyMap<string, readonly Found[]> {
  if (!existsSync(file)) return new Map();
  const { success, data } = Remembered.safeParse(parseOrNull(readFileSync(file, 'utf8')));
  return new Map(success && data.made_from === madeFrom ? data.found : []);
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // A damaged cache is no cache.
    return null;
  }
}

async function findInThreads(
  names: readonly ScreenedName[],
  lists: readonly ScreenedList[],
  options: RunOptions,
): Promise<(readonly Found[])[]> {
  if (names.length === 0) return [];
  const half = names.length < WORTH_TWO_THREADS ? names.length : Math.ceil(names.length / 2);
  const parts = [names.slice(0, half), names.slice(half)].filter((part) => part.length > 0);
  const found = await Promise.all(
    parts.map((part) => runNamesJob({ job: 'find', names: part, lists }, options.signal)),
  );
  return found.flat();
}
