/** The calls of a window, done with a case. They know no host and no transport. */
import { version as duckdbVersion } from '@duckdb/node-api';
import path from 'node:path';
import packageJson from '../../package.json' with { type: 'json' };
import type { CallName, CallOut } from '../../shared/contract/calls.ts';
import type { Progress, ResultId } from '../../shared/contract/engine.ts';
import { toErrorData, WaybillError } from '../../shared/errors.ts';
import { sql } from '../../shared/sql/sql.ts';
import { addFiles } from '../case/add.ts';
import { Case } from '../case/case.ts';
import { exportView } from '../case/export.ts';
import { ensureSampleCase } from '../case/sample.ts';
import { traceRow } from '../case/row.ts';
import { sourceFile } from '../case/sources.ts';
import { verifyCase } from '../custody/verify.ts';
import { addToHistory, readHistory, readState, saveState } from './case-files.ts';
import { Desk, caseInfo } from './desk.ts';
import { intakeHandlers } from './intake-handlers.ts';
import { investigateHandlers } from './investigate-handlers.ts';
import type { HostInfo } from './link.ts';
import { listFolder } from './list-folder.ts';
import { brandHandlers } from './brand-handlers.ts';
import { partyHandlers } from './party-handlers.ts';
import { editionHandlers } from './edition-handlers.ts';
import { qualityHandlers } from './quality-handlers.ts';
import { notebookHandlers } from './notebook-handlers.ts';
import { writingHandlers } from './writing-handlers.ts';
import { lookHandlers } from './look-handlers.ts';
import { repairHandlers } from './repair-handlers.ts';
import { ReceivedFiles } from './received-files.ts';
import type { Handlers } from './server.ts';
import { UserFiles } from './user-files.ts';

/** What the contract's types do not say: that nobody changes what crosses. */
const crossing = <C extends CallName>(value: ReadonlyDeep<CallOut<C>>): CallOut<C> => value as CallOut<C>;
type ReadonlyDeep<T> = T extends (infer U)[]
  ? readonly ReadonlyDeep<U>[]
  : T extends object
    ? { readonly [K in keyof T]: ReadonlyDeep<T[K]> }
    : T;

export interface Office {
  readonly handlers: Handlers;
  /** Closes the case; what was not kept is dropped. */
  close(): Promise<void>;
}

export function createOffice(info: HostInfo): Office {
  const notices = [...info.notices];
  const notice = (text: string): void => void (notices.includes(text) || notices.push(text));
  const user = new UserFiles(info.userDir, notice);
  const desk = new Desk();
  const received = new ReceivedFiles();

  const opened = async (open: () => Promise<Case>): Promise<CallOut<'case/open'>> => {
    const found = await desk.put(open);
    for (const text of found.notices) notice(text);
    user.noteOpened({ path: found.folder.root, name: found.name, opened: new Date().toISOString() });
    return caseInfo(found);
  };

  const openSample = (onProgress?: (progress: Progress) => void): Promise<Case> =>
    ensureSampleCase(info.userDir, onProgress).then((root) => Case.open(root));
  const first = info.open;
  /** What the host wants open; a failure is told as a notice, and the window begins without a case. */
  const begun: Promise<unknown> =
    first === null
      ? Promise.resolve()
      : opened(() => ('sample' in first ? openSample() : Case.open(first.path))).catch((error: unknown) =>
          notice(toErrorData(error).message),
        );

  const handlers: Handlers = {
    ...brandHandlers(desk),
    ...partyHandlers(desk),

    'app/info': async () => ({
      version: packageJson.version,
      host: info.host,
      duckdb: duckdbVersion(),
      notices,
      platform: process.platform,
    }),
    'app/settings': async () => user.settings(),
    'app/saveSettings': async ({ settings }) => {
      user.saveSettings(settings);
      return {};
    },

    'case/recent': async () => ({ cases: user.recent() }),
    'case/new': ({ path: folder, name }) => opened(() => Case.create(folder, { name })),
    'case/open': ({ path: folder }) => opened(() => Case.open(folder)),
    'case/sample': (_input, { onProgress }) => opened(() => openSample(onProgress)),
    'case/info': async () => {
      await begun;
      return desk.current === null ? null : caseInfo(desk.current);
    },
    'case/close': async () => {
      await received.abandonAll();
      await desk.clear();
      return {};
    },
    'case/add': async ({ files }, { signal, onProgress }) => {
      const total = files.length;
      const outcomes = await addFiles(desk.case, files, {
        signal,
        onProgress: (file, progress) => {
          const part = progress.fraction ?? 0;
          const fraction = (files.indexOf(file) + part) / total;
          onProgress({
            ...progress,
            fraction,
            phase: total === 1 ? path.basename(file) : `${path.basename(file)} (${files.indexOf(file) + 1}/${total})`,
          });
        },
      });
      return outcomes.map((outcome) =>
        'error' in outcome ? { file: outcome.file, error: outcome.error.message } : addedOf(outcome),
      );
    },
    'case/rejects': async ({ source_id, from, count }) => {
      const where = source_id === null ? sql`` : sql` WHERE source_id = ${source_id}`;
      const { rows } = await desk.case.engine.internal(
        sql`SELECT source_id, record, line, reason, raw FROM rejects${where} ORDER BY source_id, record LIMIT ${count} OFFSET ${from}`,
      );
      return rows.map(([id, record, line, reason, raw]) => ({
        file: sourceFile(desk.case.folder.root, desk.case.source(String(id))),
        record: Number(record),
        line: Number(line),
        reason: String(reason),
        raw: String(raw),
      }));
    },
    'case/row': async ({ source_id, record }) => {
      const { file, sha256, raw, values, shipment, problem, repair } = await traceRow(desk.case, source_id, record);
      if (raw === null)
        throw new WaybillError('case/no-raw-text', problem ?? 'The raw text cannot be shown.', {
          place: { file, record },
        });
      return {
        file,
        sha256,
        record,
        raw,
        values: { ...values },
        shipment: shipment === null ? null : { ...shipment },
        repair: repair === null ? null : { ...repair, joined: [...repair.joined] },
      };
    },
    'case/verify': async () => crossing<'case/verify'>(await verifyCase(desk.case.folder.root)),
    'case/state': async () => readState(desk.case.folder),
    'case/saveState': async ({ state }) => {
      saveState(desk.case.folder, state);
      return {};
    },
    'case/history': async () => readHistory(desk.case.folder),

    'file/list': ({ folder }) => listFolder(folder),
    'file/begin': async ({ name, bytes }) => ({ id: await received.begin(desk.case.folder.evidence, name, bytes) }),
    'file/piece': async ({ id, offset, bytes }) => {
      await received.piece(id, offset, bytes);
      return {};
    },
    'file/end': async ({ id }) => ({ path: await received.end(id) }),
    'file/abandon': async ({ id }) => {
      await received.abandon(id);
      return {};
    },

    'engine/relations': async () => crossing<'engine/relations'>(await desk.case.engine.relations()),
    'engine/run': async ({ text, binds }, options) => {
      const { folder, engine } = desk.case;
      const started = Date.now();
      const note = (rows: number | null, error: string | null): void =>
        addToHistory(folder, {
          sql: text,
          at: new Date(started).toISOString(),
          seconds: (Date.now() - started) / 1000,
          rows,
          error,
        });
      try {
        const handle = await engine.run(text, binds ?? {}, options);
        note(handle.rowCount, null);
        return crossing<'engine/run'>(handle);
      } catch (error) {
        note(null, toErrorData(error).message);
        throw error;
      }
    },
    'engine/view': async (spec, options) => crossing<'engine/view'>(await desk.case.engine.view(spec, options)),
    'engine/page': async ({ id, from, count }, options) =>
      crossing<'engine/page'>(await desk.case.engine.page(id as ResultId, from, count, options)),
    'engine/release': async ({ id }) => {
      // After a case was closed a window may still let go of its results.
      await desk.current?.engine.release(id as ResultId);
      return {};
    },
    'engine/profile': async ({ spec, column }, options) =>
      crossing<'engine/profile'>(await desk.case.engine.profile(spec, column, options)),
    'engine/distinct': async ({ spec, column, search, limit }, options) =>
      crossing<'engine/distinct'>(await desk.case.engine.distinct(spec, column, search, limit, options)),
    'engine/export': ({ source, format, path: target }, options) =>
      exportView(desk.case, source, format, target, options),

    ...qualityHandlers(desk),
    ...intakeHandlers(desk),
    ...notebookHandlers(desk),
    ...writingHandlers(desk),
    ...investigateHandlers(desk),
    ...lookHandlers(desk),
    ...repairHandlers(desk),
    ...editionHandlers(desk),
  };

  return {
    handlers,
    async close() {
      await received.abandonAll();
      await desk.clear();
    },
  };
}

type AddedOut = Exclude<CallOut<'case/add'>[number], { error: string }>;
const addedOf = ({ file, source_id, sha256, read, loaded, rejected, seconds }: AddedOut): AddedOut => ({
  file,
  source_id,
  sha256,
  read,
  loaded,
  rejected,
  seconds,
});
