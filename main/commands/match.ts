import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { WaybillError } from '../../shared/errors.ts';
import { matchPairs } from '../parties/match.ts';
import { toJson, type CommandContext } from './io.ts';
import { formatTable } from './table.ts';

/** `match [FILE]`: how alike the names of each pair are. */
export function registerMatch(program: Command, context: CommandContext): void {
  program
    .command('match')
    .summary('score pairs of names')
    .description(
      'Reads a CSV of name1,name2 (from a file, or standard input) and says for each row, in order, how likely the two are one party: match from 0.85, review from 0.60, else none.',
    )
    .argument('[file]', 'CSV with the columns name1 and name2, or the first two columns; - or nothing: standard input')
    .addHelpText('after', '\nExample:\n  printf "Kestrel Ltd,KESTREL LIMITED\\n" | waybill match\n')
    .action(async (file: string | undefined, _options: unknown, command: Command) => {
      const fromStdin = file === undefined || file === '-';
      const bytes = fromStdin ? await context.io.stdin() : readPairs(file);
      const results = matchPairs(bytes, fromStdin ? 'Standard input' : file);
      if (command.optsWithGlobals<{ json?: boolean }>().json) return context.io.out(`${toJson(results)}\n`);
      return context.io.out(
        formatTable(
          ['name1', 'name2', 'score', 'verdict'],
          [false, false, true, false],
          results.map((r) => [r.name1, r.name2, r.score, r.verdict]),
        ),
      );
    });
}

function readPairs(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new WaybillError('match/unreadable', `The file ${file} cannot be read. Check that it is there.`, {
      cause,
      place: { file },
    });
  }
}
