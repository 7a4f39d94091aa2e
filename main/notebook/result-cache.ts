/**
 * Results of cells between openings of a case: `.waybill/results/<key>.parquet` with a small `<key>.json` beside it. The
 * key says all that the result follows from (cell-keys.ts), so a file never has to be changed. Safe to delete at any
 * time; what is not there, is damaged, or does not have the hash that it should have, is not used.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'; // prettier-ignore
import path from 'node:path';
import { z } from 'zod';
import type { ResultHandle, RunOptions } from '../../shared/contract/engine.ts';
import type { ColumnInfo, ColumnKind } from '../../shared/contract/values.ts';
import { CancelledError, WaybillError } from '../../shared/errors.ts';
import type { NativeEngine } from '../engine/native.ts';
import { sha256 } from './hash.ts';
import { hashOfRelation } from './result-hash.ts';

export interface CacheLimits {
  /** Values (rows × columns) of the largest result that is kept: larger ones are steps, and cost more than they save. */
  readonly values: number;
  /** Bytes of all results together; the least recently used go first. */
  readonly bytes: number;
}
export const CACHE_LIMITS: CacheLimits = { values: 4_000_000, bytes: 512_000_000 };

const column = z.object({
  name: z.string(),
  type: z.string(),
  kind: z.custom<ColumnKind>((v) => typeof v === 'string'),
});
const noteSchema = z.object({
  columns: z.array(column),
  rows: z.number().int(),
  hash: z.string(),
  statement: z.string(),
  seconds: z.number(),
  at: z.string(),
});
/** What is known of a kept result without its rows. */
export type KeptNote = z.infer<typeof noteSchema>;

export interface KeptResult extends KeptNote {
  readonly handle: ResultHandle;
}

const textsSchema = z.record(
  z.string(),
  z.object({ source: z.string(), markdown: z.string(), at: z.string(), key: z.string().nullable() }),
);
/** A text as it was written, and with its figures. */
export type KeptText = z.infer<typeof textsSchema>[string];

const KEY = /^[0-9a-f]{64}$/;
const PARTIAL = '.part';

export class ResultCache {
  /**
   * @param recorded the hash that the custody log has for a key; a result without one, or with another, is not used, so
   *   that nobody can put figures into a case by way of its cache
   */
  constructor(
    private readonly folder: string,
    private readonly recorded: (key: string) => string | null,
    private readonly limits: CacheLimits = CACHE_LIMITS,
  ) {}

  #file(key: string, ending: 'parquet' | 'json'): string {
    if (!KEY.test(key)) throw new TypeError('not a key of a result');
    return path.join(this.folder, `${key}.${ending}`);
  }

  /** What is known of a kept result; null if it is not kept. */
  note(key: string): KeptNote | null {
    if (!KEY.test(key)) return null;
    let text: string;
    try {
      text = readFileSync(this.#file(key, 'json'), 'utf8');
    } catch {
      // Not kept, or no longer: both mean that the cell has to run.
      return null;
    }
    try {
      return noteSchema.parse(JSON.parse(text));
    } catch {
      this.drop(key);
      return null;
    }
  }

  /**
   * Keeps a live result. What cannot be kept (too large, a type without a Parquet form, a full disk) is left out: a cache
   * never fails a run.
   */
  async put(engine: NativeEngine, key: string, kept: KeptResult): Promise<void> {
    const { handle, ...note } = kept;
    if (note.rows * handle.columns.length > this.limits.values || existsSync(this.#file(key, 'json'))) return;
    const file = this.#file(key, 'parquet');
    const partial = `${file}${PARTIAL}`;
    try {
      mkdirSync(this.folder, { recursive: true });
      await engine.keepResult(handle.id, partial);
      renameSync(partial, file);
      writeFileSync(`${this.#file(key, 'json')}${PARTIAL}`, JSON.stringify(note));
      renameSync(`${this.#file(key, 'json')}${PARTIAL}`, this.#file(key, 'json'));
    } catch (error) {
      rmSync(partial, { force: true });
      if (!(error instanceof WaybillError) && (error as NodeJS.ErrnoException).code === undefined) throw error;
    }
  }

  /** Opens a kept result; its rows must have the hash that was noted. @throws CancelledError */
  async open(engine: NativeEngine, key: string, options: RunOptions = {}): Promise<KeptResult | null> {
    const note = this.note(key);
    if (note === null) return null;
    const file = this.#file(key, 'parquet');
    let handle: ResultHandle | null = null;
    try {
      handle = await engine.openKept(file, note.columns as ColumnInfo[], note.rows, note.statement);
      const hash = await hashOfRelation(engine, engine.relationOf(handle.id), handle.columns, options);
      if (hash === note.hash && hash === this.recorded(key)) {
        const now = new Date();
        utimesSync(file, now, now);
        return { ...note, handle };
      }
    } catch (error) {
      if (handle) await engine.release(handle.id);
      if (error instanceof CancelledError) throw error;
      if (!(error instanceof WaybillError) && (error as NodeJS.ErrnoException).code === undefined) throw error;
      handle = null;
    }
    if (handle) await engine.release(handle.id);
    this.drop(key);
    return null;
  }

  /** Filled texts of a notebook, by cell id. */
  texts(notebook: string): ReadonlyMap<string, KeptText> {
    try {
      return new Map(Object.entries(textsSchema.parse(JSON.parse(readFileSync(this.#textFile(notebook), 'utf8')))));
    } catch {
      // Not kept or damaged: the text is shown without its figures until it runs.
      return new Map();
    }
  }

  putTexts(notebook: string, texts: ReadonlyMap<string, KeptText>): void {
    const file = this.#textFile(notebook);
    try {
      mkdirSync(this.folder, { recursive: true });
      writeFileSync(`${file}${PARTIAL}`, JSON.stringify(Object.fromEntries(texts)));
      renameSync(`${file}${PARTIAL}`, file);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    }
  }

  #textFile(notebook: string): string {
    return path.join(this.folder, `${sha256(notebook).slice(0, 32)}.texts`);
  }

  drop(key: string): void {
    rmSync(this.#file(key, 'json'), { force: true });
    rmSync(this.#file(key, 'parquet'), { force: true });
  }

  /** Brings the cache within its size, least recently used first; leftovers of a killed process go too. */
  trim(): void {
    if (!existsSync(this.folder)) return;
    const names = readdirSync(this.folder);
    const notes = new Set(names.filter((name) => name.endsWith('.json')));
    const files: { key: string; bytes: number; used: number }[] = [];
    for (const name of names) {
      const file = path.join(this.folder, name);
      const key = name.replace(/\.parquet$/, '');
      if (name.endsWith(PARTIAL) || (name.endsWith('.parquet') && !notes.has(`${key}.json`)))
        rmSync(file, { force: true });
      else if (name.endsWith('.parquet') && KEY.test(key)) {
        const { size, mtimeMs } = statSync(file);
        files.push({ key, bytes: size, used: mtimeMs });
      }
    }
    let total = files.reduce((sum, file) => sum + file.bytes, 0);
    for (const file of files.sort((a, b) => a.used - b.used)) {
      if (total <= this.limits.bytes) return;
      this.drop(file.key);
      total -= file.bytes;
    }
  }
}
