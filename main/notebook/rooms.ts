/**
 * The notebooks that a window has open on a case. Each has one session, so that a result is made once whoever asks for
 * it, and every run is recorded in the custody log as it is on the command line.
 */
import path from 'node:path';
import type { ResultHandle, RunOptions } from '../../shared/contract/engine.ts';
import type { CallIn, CallOut } from '../../shared/contract/calls.ts';
import type { CellNews, CellResult, StaleCell } from '../../shared/contract/notebook-calls.ts';
import { WaybillError } from '../../shared/errors.ts';
import { parseNotebook } from '../../shared/notebook/document.ts';
import { graphOf, upTo } from '../../shared/notebook/graph.ts';
import { restoreValues } from '../../shared/notebook/inputs.ts';
import { reasonText, whyStale, type StaleReason } from '../../shared/notebook/staleness.ts';
import type { Case } from '../case/case.ts';
import type { CustodyEntry } from '../custody/log.ts';
import { cellKeys, dataStateOf } from './cell-keys.ts';
import type { NotebookFile } from './file.ts';
import { lastCells, madeTables, recordedHash, recordRun, runRecord, runsOf, sha256, type KeptCell } from './record.ts';
import { ResultCache, type KeptText } from './result-cache.ts';
import { NotebookSession, type CellOutcome, type Standing } from './run.ts';
import { readingsOf } from './sql-readings.ts';

export type What = CallIn<'notebook/run'>['what'];
type Told = (news: CellNews) => void;

/** What there is to say of a notebook without running it. */
interface Outlook extends Pick<Standing, 'notebook' | 'graph' | 'keys'> {
  readonly last: ReadonlyMap<string, KeptCell>;
  readonly reasons: ReadonlyMap<string, readonly StaleReason[]>;
  readonly stale: readonly StaleCell[];
}

interface Work {
  readonly alone: boolean;
  readonly signal: RunOptions['signal'];
  readonly ended: Promise<void>;
}

/** One notebook of a case, as the window works on it. */
export class NotebookRoom {
  readonly #opened: Case;
  readonly #cache: ResultCache;
  readonly #file: string;
  #session: NotebookSession | null = null;
  /** Runs under way, and a report that is being made: that one wants to be alone. */
  readonly #works = new Set<Work>();
  #entering: Promise<unknown> = Promise.resolve();
  /** Results are kept one after another, behind the window's back. */
  #keeping: Promise<void> = Promise.resolve();

  constructor(opened: Case, name: string) {
    this.#opened = opened;
    this.#file = path.join(opened.folder.notebooks, name);
    this.#cache = new ResultCache(opened.folder.results, (key) => recordedHash(runsOf(opened, this.#file), key));
  }

  /** Waits until what was run is kept. */
  settled(): Promise<void> {
    return this.#keeping;
  }

  async status(text: string): Promise<CallOut<'notebook/status'>> {
    const outlook = await this.#outlook(text);
    const texts = this.#cache.texts(this.#file);
    const claimed = new Set([...outlook.keys.values()].map(({ key }) => key));
    const cells = outlook.graph.nodes.flatMap((node): CellResult[] => {
      const live = this.#live(node.id, outlook.keys.get(node.id)?.key, claimed);
      if (live) return [{ ...resultOf(live), cell: node.id }];
      const block = outlook.notebook.blocks[node.block]!;
      const kept = texts.get(node.id);
      if (node.kind === 'markdown')
        return kept && 'source' in block && kept.source === block.source ? [keptText(node.id, kept)] : [];
      const record = outlook.last.get(node.id)?.cell;
      return record ? [this.#keptResult(node.id, record)] : [];
    });
    return { cells, stale: [...outlook.stale] };
  }

  /** The result of a cell as it last ran, opened; null if it is not kept. */
  async result(text: string, id: string, options: RunOptions): Promise<CallOut<'notebook/result'>> {
    const live = (): ResultHandle | undefined => this.#session?.outcome(id)?.result?.handle;
    if (this.#works.size === 0) await (await this.#enter(text)).restore(id, options);
    const handle = live() ?? this.#session?.lent(id);
    if (handle) return crossing(handle);
    const key = (await this.#outlook(text)).last.get(id)?.cell.key;
    const kept = key ? await this.#cache.open(this.#opened.engine, key, options) : null;
    if (kept) this.#session?.lend(id, kept.handle);
    return kept === null ? null : crossing(kept.handle);
  }

  /**
   * Runs cells, beside what else runs of the notebook. Each run is recorded by itself.
   * @throws WaybillError 'notebook/running', 'notebook/input'; CancelledError, after what had finished is recorded
   */
  async run(text: string, what: What, told: Told, options: RunOptions): Promise<CallOut<'notebook/run'>> {
    await this.#work(options.signal, false, async () => {
      const outlook = what.kind === 'stale' ? await this.#outlook(text) : null;
      const session = await this.#enter(text);
      const ids =
        what.kind === 'all'
          ? session.graph.nodes.map((node) => node.id)
          : what.kind === 'to'
            ? upTo(session.graph, what.cell)
            : what.kind === 'cells'
              ? what.cells
              : [...outlook!.reasons.keys()];
      const known = new Set(session.graph.nodes.map((node) => node.id));
      await this.#runAndRecord(
        session,
        text,
        ids.filter((id) => known.has(id)),
        told,
        options,
      );
    });
    return { stale: [...(await this.#outlook(text)).stale] };
  }

  /**
   * Runs what does not hold, so that every cell has a result, and records the whole as one run.
   * @param use is given the session and the record while nothing else runs
   */
  async whole<T>(
    text: string,
    told: Told,
    options: RunOptions,
    use: (session: NotebookSession, file: NotebookFile, entry: CustodyEntry) => Promise<T>,
  ): Promise<T> {
    return this.#work(options.signal, true, async () => {
      const session = await this.#enter(text);
      for (const id of session.graph.order) await session.restore(id, options);
      const left = session.graph.nodes.map((node) => node.id).filter((id) => !session.holds(id));
      const file = { path: this.#file, notebook: session.notebook, text, sha256: sha256(text) };
      await session.run(left, { ...options, onStart: (cell) => told({ begins: cell }), onCell: (o) => told({ ended: resultOf(o) }) }); // prettier-ignore
      const entry = recordRun(this.#opened, await runRecord(this.#opened, session, file, 'window', session.outcomes));
      this.#keep(session.now, session.outcomes);
      return use(session, file, entry);
    });
  }

  async close(): Promise<void> {
    await this.#keeping;
    const session = this.#session;
    this.#session = null;
    await session?.close();
  }

  // ------------------------------------------------------------------------------------------------------------

  /** @param alone whether it wants nothing else to run meanwhile. @throws WaybillError 'notebook/running' */
  async #work<T>(signal: RunOptions['signal'], alone: boolean, work: () => Promise<T>): Promise<T> {
    const inTheWay = (): Work[] => [...this.#works].filter((other) => alone || other.alone);
    for (let others = inTheWay(); others.length > 0; others = inTheWay()) {
      // What was cancelled is let come to its end; another is not waited for.
      if (others.some((other) => other.signal?.aborted !== true)) {
        const what = alone ? 'This notebook is running' : 'A report of this notebook is being made';
        throw new WaybillError('notebook/running', `${what}. Wait for it, or cancel it first.`);
      }
      await Promise.all(others.map((other) => other.ended));
    }
    const working = work();
    const ended = working.then(
      () => undefined,
      () => undefined,
    );
    const mine: Work = { alone, signal, ended };
    this.#works.add(mine);
    try {
      return await working;
    } finally {
      this.#works.delete(mine);
    }
  }

  /** The session, with this text. One enters after another, so that there is one session. */
  #enter(text: string): Promise<NotebookSession> {
    const entered = this.#entering.then(() => this.#open(text));
    this.#entering = entered.catch(() => undefined);
    return entered;
  }

  async #open(text: string): Promise<NotebookSession> {
    const notebook = parseNotebook(text);
    const inputs = restoreValues(notebook.front.inputs, {});
    const data = await dataStateOf(this.#opened);
    if (this.#session) {
      await this.#session.update(notebook, inputs, data);
      return this.#session;
    }
    const made = madeTables(runsOf(this.#opened, this.#file));
    this.#session = await NotebookSession.open(this.#opened.engine, notebook, inputs, {
      data,
      cache: this.#cache,
      made,
    });
    return this.#session;
  }

  async #runAndRecord(
    session: NotebookSession,
    text: string,
    ids: readonly string[],
    told: Told,
    options: RunOptions,
  ): Promise<void> {
    const ran: CellOutcome[] = [];
    const { now } = session;
    try {
      await session.run(ids, {
        ...options,
        onStart: (cell) => told({ begins: cell }),
        onCell: (outcome) => {
          ran.push(outcome);
          told({ ended: resultOf(outcome) });
        },
      });
    } finally {
      if (ran.some((outcome) => outcome.kind !== 'markdown')) {
        const file = { path: this.#file, sha256: sha256(text) };
        recordRun(this.#opened, await runRecord(this.#opened, now, file, 'window', ran));
      }
      this.#keep(now, ran);
    }
  }

  /** Keeps results for the next opening; a result that was let go of meanwhile is not kept. */
  #keep({ notebook, graph, keys }: Standing, outcomes: readonly CellOutcome[]): void {
    const texts = new Map(this.#cache.texts(this.#file));
    for (const { cell, markdown, at, key } of outcomes) {
      const block = notebook.blocks[graph.nodes.find((node) => node.id === cell)?.block ?? -1];
      if (markdown !== undefined && block && 'source' in block)
        texts.set(cell, { source: block.source, markdown, at, key });
    }
    this.#keeping = this.#keeping.then(async () => {
      this.#cache.putTexts(this.#file, texts);
      for (const { cell, key, result, seconds, at } of outcomes) {
        if (!result || key === null) continue;
        // A result that follows from more than its key says replaces the one of the run before.
        if (keys.get(cell)?.certain !== true) this.#cache.drop(key);
        const { columns, rowCount, statement } = result.handle;
        const note = {
          columns: columns.map((c) => ({ ...c })),
          rows: rowCount,
          hash: result.hash,
          statement,
          seconds,
          at,
        };
        await this.#cache.put(this.#opened.engine, key, { ...note, handle: result.handle });
      }
      this.#cache.trim();
    });
  }

  async #outlook(text: string): Promise<Outlook> {
    const notebook = parseNotebook(text);
    const { inputs } = notebook.front;
    const data = await dataStateOf(this.#opened);
    const relations = await this.#opened.engine.relations();
    const readings = await readingsOf(this.#opened.engine, notebook);
    const graph = graphOf(notebook, new Set(relations.map((relation) => relation.name.toLowerCase())), readings);
    const keys = new Map(cellKeys(notebook, graph, inputs, data, readings));
    for (const [id, key] of keys) {
      // What was made a moment ago is not doubted for using the clock.
      const isLive = this.#session?.outcomes.some((outcome) => outcome.key === key.key && !outcome.error) === true;
      if (isLive) keys.set(id, { ...key, unsure: null });
    }
    const ran = graph.nodes.filter((node) => node.kind !== 'markdown');
    const last = lastCells(runsOf(this.#opened, this.#file), new Map(ran.map(({ id }) => [id, keys.get(id)?.key])));
    const reasons = whyStale(
      new Map([...last].map(([id, { cell, record }]) => [id, { ...record, sql: cell.sql, key: cell.key ?? '', error: cell.error }])),
      { notebook, graph, inputs, keys, ...data },
    ); // prettier-ignore
    const texts = this.#cache.texts(this.#file);
    for (const { id, kind } of graph.nodes) {
      if (kind !== 'markdown' || reasons.has(id)) continue;
      const shown = this.#session?.outcome(id) ?? texts.get(id);
      // Figures that are on screen or would be shown must be those of the results beside them.
      if (shown && shown.key !== keys.get(id)?.key) reasons.set(id, ['other figures']);
    }
    const stale = graph.order.flatMap((id) => {
      const found = reasons.get(id);
      if (!found) return [];
      const node = graph.nodes.find((n) => n.id === id)!;
      const about = {
        inputs: node.inputs,
        engines: [last.get(id)?.record.engine ?? '', data.engine] as const,
        needs: node.needs.filter((need) => reasons.has(need)),
      };
      return [{ cell: id, reasons: found.map((reason) => reasonText(reason, about)) }];
    });
    return { notebook, graph, keys, last, reasons, stale };
  }

  /** The live result of a cell as its text is now; of a changed cell the one that it had, unless that is another's. */
  #live(id: string, key: string | undefined, claimed: ReadonlySet<string>): CellOutcome | undefined {
    const outcomes = this.#session?.outcomes ?? [];
    const own = outcomes.find((outcome) => outcome.cell === id);
    if (own?.key === key) return own;
    const moved = outcomes.find((outcome) => outcome.key !== null && outcome.key === key);
    return moved ?? (own && (own.key === null || !claimed.has(own.key)) ? own : undefined);
  }

  #keptResult(id: string, record: KeptCell['cell']): CellResult {
    const note = record.error === null && record.key !== null ? this.#cache.note(record.key) : null;
    return {
      cell: id,
      kind: record.kind === 'sql' ? 'sql' : 'vega-lite',
      rows: record.rows,
      seconds: record.seconds,
      at: record.at,
      error: record.error === null ? null : { code: 'notebook/failed-then', message: record.error, offset: null },
      handle: null,
      columns: note?.columns ?? null,
      markdown: null,
    };
  }
}

const crossing = (handle: object): CallOut<'notebook/result'> => handle as CallOut<'notebook/result'>;

const keptText = (cell: string, { markdown, at }: KeptText): CellResult => ({
  cell,
  kind: 'markdown',
  rows: null,
  seconds: null,
  at,
  error: null,
  handle: null,
  columns: null,
  markdown,
});

const resultOf = (outcome: CellOutcome): CellResult => ({
  cell: outcome.cell,
  kind: outcome.kind,
  rows: outcome.rows,
  seconds: outcome.seconds,
  at: outcome.at,
  error: outcome.error
    ? { code: outcome.error.code, message: outcome.error.message, offset: outcome.error.place.offset ?? null }
    : null,
  handle: outcome.result ? crossing(outcome.result.handle) : null,
  columns: null,
  markdown: outcome.markdown ?? null,
});

const rooms = new WeakMap<Case, Map<string, NotebookRoom>>();

/** The room of a notebook; it is made when it is first asked for, and ends with the case. */
export function roomOf(opened: Case, name: string): NotebookRoom {
  let ofCase = rooms.get(opened);
  if (!ofCase) {
    const made = new Map<string, NotebookRoom>();
    rooms.set(opened, made);
    opened.beforeClose(async () => {
      for (const room of made.values()) await room.settled();
    });
    ofCase = made;
  }
  let room = ofCase.get(name);
  if (!room) {
    room = new NotebookRoom(opened, name);
    ofCase.set(name, room);
  }
  return room;
}
