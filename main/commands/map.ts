import path from 'node:path';
import type { Command } from 'commander';
import { toErrorData } from '../../shared/errors.ts';
import { mapFile, type FileMapping } from '../shipments/map-file.ts';
import { toJson, type CommandContext } from './io.ts';

/** `map FILE…`: which field each column would get, and why. */
export function registerMap(program: Command, context: CommandContext): void {
  program
    .command('map')
    .summary('say which field each column would get')
    .description(
      'Says which field of the data model each column of a file would get, how sure that is, and why. What is not clear stays open. Nothing is loaded.',
    )
    .argument('<files...>', 'the files to look at')
    .action(async (files: string[], _options: unknown, command: Command) => {
      const results: (FileMapping | { file: string; error: string; code: string })[] = [];
      for (const file of files) {
        try {
          results.push({ file, columns: (await mapFile(path.resolve(file))).columns });
        } catch (error) {
          const data = toErrorData(error);
          if (data.kind !== 'expected') throw error;
          context.fail();
          results.push({ file, error: data.message, code: data.code });
        }
      }
      if (command.optsWithGlobals<{ json?: boolean }>().json) return context.io.out(`${toJson(results)}\n`);
      return context.io.out(results.map(forPeople).join('\n'));
    });
}

function forPeople(result: FileMapping | { file: string; error: string }): string {
  if ('error' in result) return `${result.file}\n  ${result.error}\n`;
  const width = Math.min(48, Math.max(0, ...result.columns.map((c) => c.header.trim().length)));
  const lines = result.columns.map(({ header, field, confidence, reason }) => {
    const shown = header.trim() || '(no name)';
    return `  ${shown.padEnd(width)}  ${(field ?? '–').padEnd(19)} ${field === null ? '    ' : confidence.toFixed(2)}  ${reason}`;
  });
  return [result.file, ...lines, ''].join('\n');
}
