import type { Command } from 'commander';
import { toErrorData, WaybillError } from '../../shared/errors.ts';
import { withValues } from '../../shared/notebook/inputs.ts';
import { lineOf, readNotebook } from '../notebook/file.ts';
import { dataStateOf } from '../notebook/cell-keys.ts';
import { madeTables, recordRun, runRecord, runsOf } from '../notebook/record.ts';
import { NotebookSession, type CellOutcome } from '../notebook/run.ts';
import { checkTarget, writeReport } from '../report/report.ts';
import { toJson, withCase, type CommandContext } from './io.ts';
import { formatTable } from './table.ts';

interface RunOptions {
  readonly case: string;
  readonly set: Record<string, string>;
  readonly report?: string;
}

const collect = (text: string, before: Record<string, string>): Record<string, string> => {
  const at = text.indexOf('=');
  if (at < 1) throw new WaybillError('usage/set', `--set needs name=value; it was given "${text}".`);
  return { ...before, [text.slice(0, at).trim().replace(/^\$/, '')]: text.slice(at + 1) };
};

/** `run NOTEBOOK --case CASE`: runs a notebook, records the run, writes a report where one is asked for. */
export function registerRun(program: Command, context: CommandContext): void {
  program
    .command('run')
    .summary('run a notebook on a case')
    .description(
      'Runs the cells of a notebook on a case, each after what it needs, and notes the run in the custody log. Exit code 1 if a cell fails; the cells that do not depend on it still run.',
    )
    .argument('<notebook>', 'a notebook (.md); .sql with "-- %%" lines and .ipynb are read too')
    .requiredOption('--case <case>', 'the case folder')
    .option('--set <name=value>', 'give an input of the notebook another value; may be repeated', collect, {})
    .option('--report <file>', 'write the findings with their evidence: .html (one file, opens anywhere) or .xlsx')
    .addHelpText(
      'after',
      '\nExample:\n  waybill run who-sold.md --case drones --set since=2022-04-16 --report who-sold.html\n',
    )
    .action(async (notebook: string, options: RunOptions, command: Command) => {
      const { io } = context;
      const json = command.optsWithGlobals<{ json?: boolean }>().json === true;
      const file = readNotebook(notebook);
      const { front, text } = file.notebook;
      for (const problem of front.problems)
        io.err(`${notebook}, line ${lineOf(text, problem.offset)}: ${problem.message} [${problem.code}]\n`);
      if (front.problems.length > 0) context.fail();
      const inputs = withValues(front.inputs, options.set);
      await withCase(options.case, io, async (opened) => {
        if (options.report !== undefined) checkTarget(opened, options.report);
        const session = await NotebookSession.open(opened.engine, file.notebook, inputs, {
          data: await dataStateOf(opened),
          made: madeTables(runsOf(opened, file.path)),
        });
        const onCell = (outcome: CellOutcome): void => {
          const where = outcome.error?.place.offset;
          for (const remark of outcome.remarks) io.err(`${outcome.cell}: ${remark}\n`);
          if (outcome.error)
            io.err(
              `${outcome.cell}${where === undefined ? '' : ` (line ${lineOf(text, where)})`}: ${outcome.error.message} [${outcome.error.code}]\n`,
            );
        };
        try {
          const outcomes = await session.run(undefined, { signal: io.signal, onCell });
          const entry = recordRun(opened, await runRecord(opened, session, file, 'command line', session.outcomes));
          if (outcomes.some((outcome) => outcome.error !== undefined)) context.fail();
          await io.out(json ? `${toJson(outcomes.filter(isListed).map(row))}\n` : table(outcomes));
          if (options.report !== undefined)
            await writeReport(opened, session, { file, entry, target: options.report }, { signal: io.signal });
          if (options.report !== undefined) io.err(`The report is in ${options.report}.\n`);
        } catch (error) {
          if (toErrorData(error).kind === 'cancelled') io.err('Cells that had finished were not recorded.\n');
          throw error;
        } finally {
          await session.close();
        }
      });
    });
}

/** Text without figures has nothing that runs. */
const isListed = (outcome: CellOutcome): boolean => outcome.kind !== 'markdown' || outcome.error !== undefined;

/** One element of the JSON result (DESIGN §9). */
const row = ({ cell, kind, rows, seconds, error }: CellOutcome): object => ({
  cell,
  kind,
  rows,
  seconds,
  ...(error === undefined ? {} : { error: error.message }),
});

const table = (outcomes: readonly CellOutcome[]): string =>
  formatTable(
    ['cell', 'kind', 'rows', 'seconds', 'error'],
    [false, false, true, true, false],
    outcomes
      .filter(isListed)
      .map(({ cell, kind, rows, seconds, error }) => [cell, kind, rows, seconds, error?.message ?? null]),
  );
