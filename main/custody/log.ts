/**
 * The chain of custody: one canonical JSON object (RFC 8785) a line, each carrying the SHA-256 of the one before. The
 * head (hash, length) is kept in case.yml too, since a chain alone does not show that its end was cut off. A pending
 * mark there makes a kill between the two writes recoverable instead of an alarm.
 */
import { createHash } from 'node:crypto';
import { closeSync, existsSync, fstatSync, fsyncSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
import canonicalize from 'canonicalize';
import { WaybillError } from '../../shared/errors.ts';
import { writeError } from '../case/atomic.ts';
import type { CustodyHead } from '../case/case-file.ts';

export type CustodyEvent =
  | 'case_created'
  | 'source_added'
  | 'source_copied'
  | 'layout_changed'
  | 'source_reread'
  | 'reject_repaired'
  | 'repair_undone'
  | 'list_imported'
  | 'nomenclature_imported'
  | 'party_decided'
  | 'brand_decided'
  | 'dictionary_changed'
  | 'screening_decided'
  | 'lead_chosen'
  | 'export_made'
  | 'notebook_run'
  | 'analyzed'
  | 'data_rebuilt'
  | 'rebuilt';

export interface CustodyEntry {
  /** From 1. */
  readonly seq: number;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly event: CustodyEvent;
  readonly detail: Readonly<Record<string, unknown>>;
  /** Hash of the entry before; 64 zeros for the first. */
  readonly prev: string;
  /** SHA-256 (hex) of the canonical JSON of the entry without this field. */
  readonly hash: string;
}

export const GENESIS = '0'.repeat(64);
export const EMPTY_HEAD: CustodyHead = { entries: 0, head: GENESIS, pending: null };

/** RFC 8785 canonical JSON. */
export function canonical(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('This value has no JSON form.');
  return text;
}

const hashOf = (entry: Omit<CustodyEntry, 'hash'>): string =>
  createHash('sha256').update(canonical(entry)).digest('hex');

/** Reads a log; says every way in which it is not the chain that was written. */
export function readChain(file: string): { entries: CustodyEntry[]; problems: string[]; tornTail: string } {
  const problems: string[] = [];
  const entries: CustodyEntry[] = [];
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  if (text === '' && !existsSync(file)) problems.push('custody.jsonl is missing.');
  const lines = text.split('\n');
  const tornTail = lines.pop() ?? '';
  let prev = GENESIS;
  lines.forEach((line, i) => {
    const at = `Custody entry ${i + 1}`;
    let entry: CustodyEntry;
    try {
      entry = JSON.parse(line) as CustodyEntry;
    } catch {
      problems.push(`${at} is not JSON: it was changed or damaged.`);
      return;
    }
    if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) {
      problems.push(`${at} is no entry: it was added or changed.`);
      return;
    }
    const { hash, ...rest } = entry;
    if (line !== canonical(entry) || hash !== hashOf(rest))
      problems.push(`${at} was changed: its hash does not fit its content.`);
    if (entry.prev !== prev)
      problems.push(`${at} does not follow the one before it: an entry was removed, added or moved.`);
    if (entry.seq !== i + 1)
      problems.push(`${at} carries the number ${entry.seq}: entries were removed, added or moved.`);
    prev = hash;
    entries.push(entry);
  });
  return { entries, problems, tornTail };
}

export class CustodyLog {
  readonly #entries: CustodyEntry[];

  private constructor(
    private readonly file: string,
    private readonly head: { read(): CustodyHead; write(head: CustodyHead): void },
    entries: CustodyEntry[],
  ) {
    this.#entries = entries;
  }

  /**
   * Opens the log and settles what a kill left between the two writes.
   * @throws WaybillError 'custody/broken' if the chain does not hold and the pending mark does not explain it
   */
  static open(file: string, head: { read(): CustodyHead; write(head: CustodyHead): void }): CustodyLog {
    const kept = head.read();
    let chain = readChain(file);
    if (chain.tornTail !== '' && kept.pending !== null) {
      truncate(file, chain.tornTail);
      chain = readChain(file);
    }
    const last = chain.entries.at(-1)?.hash ?? GENESIS;
    if (kept.pending !== null && last === kept.pending && chain.entries.length === kept.entries + 1) {
      head.write({ entries: chain.entries.length, head: last, pending: null });
    } else if (kept.pending !== null && last === kept.head && chain.entries.length === kept.entries) {
      head.write({ ...kept, pending: null });
    }
    return new CustodyLog(file, head, chain.entries);
  }

  get entries(): readonly CustodyEntry[] {
    return this.#entries;
  }

  /** Hash of the last entry: what a report carries. */
  get headHash(): string {
    return this.#entries.at(-1)?.hash ?? GENESIS;
  }

  of(event: CustodyEvent): readonly CustodyEntry[] {
    return this.#entries.filter((e) => e.event === event);
  }

  /** Appends an entry and returns when it is on disk. */
  append(event: CustodyEvent, detail: Readonly<Record<string, unknown>>): CustodyEntry {
    const before = this.#entries.at(-1);
    const kept = this.head.read();
    if (kept.head !== (before?.hash ?? GENESIS) || kept.entries !== this.#entries.length) {
      throw new WaybillError(
        'custody/broken',
        'The custody log does not end where case.yml says. Run "waybill verify" to see what was changed; nothing is added to a broken chain.',
      );
    }
    const rest = {
      seq: this.#entries.length + 1,
      at: new Date().toISOString(),
      event,
      detail: JSON.parse(canonical(detail)) as Record<string, unknown>,
      prev: before?.hash ?? GENESIS,
    };
    const entry: CustodyEntry = { ...rest, hash: hashOf(rest) };
    this.head.write({ ...kept, pending: entry.hash });
    appendLine(this.file, canonical(entry));
    this.head.write({ entries: entry.seq, head: entry.hash, pending: null });
    this.#entries.push(entry);
    return entry;
  }
}

function appendLine(file: string, line: string): void {
  try {
    const handle = openSync(file, 'a');
    const length = fstatSync(handle).size;
    try {
      const bytes = Buffer.from(`${line}\n`, 'utf8');
      for (let done = 0; done < bytes.length;) done += writeSync(handle, bytes, done);
      fsyncSync(handle);
    } catch (error) {
      // Half a line on a full disk would make the next entry unreadable.
      ftruncateSync(handle, length);
      throw error;
    } finally {
      closeSync(handle);
    }
  } catch (cause) {
    throw writeError(cause, file);
  }
}

function truncate(file: string, tail: string): void {
  const handle = openSync(file, 'r+');
  try {
    ftruncateSync(handle, readFileSync(file).length - Buffer.byteLength(tail, 'utf8'));
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
