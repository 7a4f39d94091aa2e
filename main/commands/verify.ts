import path from 'node:path';
import type { Command } from 'commander';
import { verifyCase } from '../custody/verify.ts';
import { verifyReport } from '../report/verify-report.ts';
import { toJson, withCase, type CommandContext } from './io.ts';

/** `verify CASE`: checks the custody chain, the sources and the data files. */
export function registerVerify(program: Command, context: CommandContext): void {
  program
    .command('verify')
    .summary('check that nothing was changed since it was added')
    .description(
      'Checks the chain of custody, the bytes of every source and of every file in data/. Exit code 1 if anything differs.',
    )
    .argument('<case>', 'the case folder')
    .option('--report <file>', 'check a report too: its bytes, its sources, and each result, computed again')
    .action(async (root: string, options: { report?: string }, command: Command) => {
      const { report } = options;
      let result = await verifyCase(path.resolve(root));
      if (report !== undefined) {
        const found = await withCase(root, context.io, (opened) =>
          verifyReport(opened, report, { signal: context.io.signal }),
        );
        const problems = [...result.problems, ...found];
        result = { ...result, ok: problems.length === 0, problems };
      }
      if (!result.ok) context.fail();
      if (command.optsWithGlobals<{ json?: boolean }>().json) return context.io.out(`${toJson(result)}\n`);
      const verdict = result.ok ? 'Everything is as it was.' : `${result.problems.length} problem(s):`;
      return context.io.out(
        [verdict, ...result.problems.map((p) => `  ${p}`), `${result.entries} custody entries.`, ''].join('\n'),
      );
    });
}
