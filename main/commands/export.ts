import path from 'node:path';
import type { Command } from 'commander';
import { WaybillError } from '../../shared/errors.ts';
import type { Notebook } from '../../shared/notebook/document.ts';
import { exportSql } from '../../shared/notebook/export-sql.ts';
import { withValues, type InputValues } from '../../shared/notebook/inputs.ts';
import type { Readings } from '../../shared/notebook/readings.ts';
import { writeAtomic } from '../case/atomic.ts';
import { readNotebook } from '../notebook/file.ts';
import { commentedPrelude, preludeOf } from '../notebook/prelude.ts';
import { readingsAlone, readingsOf } from '../notebook/sql-readings.ts';
import { toJson, withCase, type CommandContext } from './io.ts';

interface ExportOptions {
  readonly sql?: boolean;
  readonly case?: string;
  readonly set: Record<string, string>;
  readonly out?: string;
}

const collect = (text: string, before: Record<string, string>): Record<string, string> => {
  const at = text.indexOf('=');
  if (at < 1) throw new WaybillError('usage/set', `--set needs name=value; it was given "${text}".`);
  return { ...before, [text.slice(0, at).trim().replace(/^\$/, '')]: text.slice(at + 1) };
};

const scriptOf = (
  notebook: Notebook,
  inputs: InputValues,
  readings: Readings,
  prelude: (notebook: Notebook, readings: Readings) => string,
): string => exportSql(notebook, inputs, prelude(notebook, readings), readings);

/** `export NOTEBOOK --sql`: the notebook as one script for the DuckDB CLI. */
export function registerExport(program: Command, context: CommandContext): void {
  program
    .command('export')
    .summary('write a notebook as one SQL script')
    .description('Writes a notebook as one SQL script that runs in the DuckDB CLI, without Waybill.')
    .argument('<notebook>', 'a notebook')
    .option('--sql', 'as a SQL script (the only form so far)')
    .option('--case <case>', "begin the script with the case's tables, by their place on this machine")
    .option('--set <name=value>', 'give an input another value; may be repeated', collect, {})
    .option('--out <file>', 'write to this file instead of standard output')
    .addHelpText('after', '\nExample:\n  waybill export who-sold.md --sql --case drones | duckdb\n')
    .action(async (notebook: string, options: ExportOptions, command: Command) => {
      if (options.sql !== true) throw new WaybillError('usage/format', 'Say in which form to export: --sql.');
      const file = readNotebook(notebook);
      const inputs = withValues(file.notebook.front.inputs, options.set);
      const script =
        options.case === undefined
          ? scriptOf(file.notebook, inputs, await readingsAlone(file.notebook), commentedPrelude)
          : await withCase(options.case, context.io, async (opened) => {
              const readings = await readingsOf(opened.engine, file.notebook);
              return scriptOf(file.notebook, inputs, readings, (n, r) => preludeOf(opened, n, r));
            });
      if (options.out !== undefined) writeAtomic(path.resolve(options.out), script);
      else if (command.optsWithGlobals<{ json?: boolean }>().json) await context.io.out(`${toJson({ sql: script })}\n`);
      else await context.io.out(script);
    });
}
