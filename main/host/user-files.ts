/** What belongs to the person and not to a case: settings of the window, recent cases. Plain JSON, written atomically. */
import { existsSync, readFileSync, renameSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { writeAtomic } from '../case/atomic.ts';

const record = z.record(z.string(), z.unknown());
const recentSchema = z.array(z.object({ path: z.string(), name: z.string(), opened: z.string() }));
export type RecentCase = z.infer<typeof recentSchema>[number];

const MOST_RECENT = 12;

/**
 * Reads JSON of a known shape. A file that is damaged is set aside, not lost, and told.
 * @param fallback where there is no file, or no readable one
 */
export function readJson<T>(file: string, schema: z.ZodType<T>, fallback: T, notice: (text: string) => void): T {
  if (!existsSync(file)) return fallback;
  try {
    return schema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    const aside = `${file}.damaged`;
    renameSync(file, aside);
    notice(`${file} was damaged. It was set aside as ${path.basename(aside)}, and Waybill begins with its defaults.`);
    return fallback;
  }
}

export class UserFiles {
  readonly #dir: string;
  readonly #notice: (text: string) => void;

  /** @param notice is told what the analyst should know */
  constructor(dir: string, notice: (text: string) => void) {
    this.#dir = dir;
    this.#notice = notice;
  }

  readonly #file = (name: string): string => path.join(this.#dir, name);

  settings(): Record<string, unknown> {
    return readJson(this.#file('settings.json'), record, {}, this.#notice);
  }

  saveSettings(settings: Record<string, unknown>): void {
    writeAtomic(this.#file('settings.json'), `${JSON.stringify(settings, null, 2)}\n`);
  }

  /** Cases that are still there, last opened first. */
  recent(): RecentCase[] {
    const all = readJson(this.#file('recent.json'), recentSchema, [], this.#notice);
    return all.filter((recent) => existsSync(path.join(recent.path, 'case.yml')));
  }

  noteOpened(opened: RecentCase): void {
    const others = this.recent().filter((recent) => recent.path !== opened.path);
    writeAtomic(this.#file('recent.json'), `${JSON.stringify([opened, ...others].slice(0, MOST_RECENT), null, 2)}\n`);
  }
}
