/** The calls of a notebook, done with the case on the desk. */
import type { CallContext, Handlers } from './server.ts';
import type { CallName, CallOut } from '../../shared/contract/calls.ts';
import type { CellNews } from '../../shared/contract/notebook-calls.ts';
import type { Reading } from '../../shared/notebook/readings.ts';
import { choicesOf } from '../notebook/choices.ts';
import { listRuns } from '../notebook/list-runs.ts';
import { roomOf } from '../notebook/rooms.ts';
import { readStatements } from '../notebook/sql-readings.ts';
import { listNotebooks, readStored, readVersion, saveNotebook, versionsOf } from '../notebook/store.ts';
import { checkTarget, reportText, writeReport } from '../report/report.ts';
import type { Desk } from './desk.ts';

type NotebookHandlers = { readonly [C in Extract<CallName, `notebook/${string}`>]: Handlers[C] };

/** A reading as the contract has it, whose lists can be written to. */
const crossing = (reading: Reading): CallOut<'notebook/readings'>['readings'][number] =>
  reading as CallOut<'notebook/readings'>['readings'][number];

const teller =
  ({ onProgress }: CallContext) =>
  (news: CellNews): void =>
    onProgress({ fraction: null, detail: news });

export function notebookHandlers(desk: Desk): NotebookHandlers {
  const folder = (): string => desk.case.folder.notebooks;
  return {
    'notebook/list': async () => listNotebooks(folder()),
    'notebook/read': async ({ name }) => readStored(folder(), name),
    'notebook/save': async ({ name, text, expectedHash }) => saveNotebook(folder(), name, text, expectedHash),
    'notebook/readings': async ({ statements }) => ({
      readings: (await readStatements(desk.case.engine, statements)).map(([, reading]) => crossing(reading)),
    }),
    'notebook/status': async ({ name, text }) => roomOf(desk.case, name).status(text),
    'notebook/result': async ({ name, text, cell }, options) => roomOf(desk.case, name).result(text, cell, options),
    'notebook/run': async ({ name, text, what }, context) =>
      // The progress of a statement is not told: cells are what a person waits for.
      roomOf(desk.case, name).run(text, what, teller(context), { signal: context.signal }),
    'notebook/close': async ({ name }) => {
      // After a case was closed a window may still let go of its notebooks.
      if (desk.current) await roomOf(desk.current, name).close();
      return {};
    },
    'notebook/runs': async ({ name }) => listRuns(desk.case, name),
    'notebook/report': async ({ name, text, path }, context) => {
      const opened = desk.case;
      const { file } = checkTarget(opened, path);
      const options = { signal: context.signal };
      const failed = await roomOf(opened, name).whole(
        text,
        teller(context),
        options,
        async (session, notebook, entry) => {
          await writeReport(opened, session, { file: notebook, entry, target: file }, options);
          return session.outcomes.filter((outcome) => outcome.error !== undefined).length;
        },
      );
      return { path: file, failed };
    },
    'notebook/reportText': async ({ name, text }, context) => {
      const options = { signal: context.signal };
      const html = await roomOf(desk.case, name).whole(text, teller(context), options, (session, file, entry) =>
        reportText(desk.case, session, { file, entry }, options),
      );
      return { html };
    },
    'notebook/versions': async ({ name }): Promise<CallOut<'notebook/versions'>> => [...versionsOf(folder(), name)],
    'notebook/version': async ({ name, id }) => ({ text: readVersion(folder(), name, id) }),
    'notebook/choices': async ({ text, input }, options) => ({
      choices: await choicesOf(desk.case.engine, text, input, options),
    }),
  };
}
