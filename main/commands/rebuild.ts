import type { Command } from 'commander';
import { rebuildCase } from '../case/rebuild.ts';
import { progressLine, toJson, type CommandContext } from './io.ts';
import { formatTable } from './table.ts';

/** `rebuild CASE`: data/ and work.duckdb again from the sources and the log. */
export function registerRebuild(program: Command, context: CommandContext): void {
  program
    .command('rebuild')
    .summary('make data/ and work.duckdb again from the sources')
    .description(
      'Makes data/ and work.duckdb again from the sources, their recorded settings and the log, and prints the hash of every table. Tables of your own (work.*) are not made again; the old work.duckdb is kept in .waybill/.',
    )
    .argument('<case>', 'the case folder')
    .action(async (root: string, _options: unknown, command: Command) => {
      const line = progressLine(context.io, 'Rebuilding');
      const result = await rebuildCase(root, { signal: context.io.signal, onProgress: line.report });
      line.done();
      for (const notice of result.notices) context.io.err(`${notice}\n`);
      if (!result.ok) context.fail();
      if (command.optsWithGlobals<{ json?: boolean }>().json) return context.io.out(`${toJson(result)}\n`);
      await context.io.out(
        formatTable(
          ['table', 'rows', 'hash'],
          [false, true, false],
          result.tables.map((t) => [t.name, t.rows, t.hash]),
        ),
      );
      return context.io.out(
        result.ok ? 'Everything was made again.\n' : `${result.problems.map((p) => `  ${p}`).join('\n')}\n`,
      );
    });
}
