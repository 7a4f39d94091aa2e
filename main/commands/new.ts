import path from 'node:path';
import type { Command } from 'commander';
import { Case } from '../case/case.ts';
import { toJson, type CommandContext } from './io.ts';

/** `new CASE [--name]`: makes an empty case. */
export function registerNew(program: Command, context: CommandContext): void {
  program
    .command('new')
    .summary('make an empty case')
    .description('Makes an empty case: a folder that you can read, copy and archive.')
    .argument('<case>', 'the folder to make')
    .option('--name <name>', 'a name for people; the folder name if absent')
    .addHelpText('after', '\nExample:\n  waybill new drones --name "Drones to Russia"\n')
    .action(async (root: string, options: { name?: string }, command: Command) => {
      const made = await Case.create(root, { name: options.name });
      await made.close();
      const result = { case: path.resolve(root) };
      await context.io.out(
        command.optsWithGlobals<{ json?: boolean }>().json
          ? `${toJson(result)}\n`
          : `Made ${result.case}. Next: waybill add ${root} FILE…\n`,
      );
    });
}
