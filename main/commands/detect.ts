import path from 'node:path';
import type { Command } from 'commander';
import { toErrorData } from '../../shared/errors.ts';
import { detectReport, type DetectReport } from '../intake/detect-report.ts';
import { detectFile } from '../intake/detect.ts';
import { toJson, type CommandContext } from './io.ts';

/** `detect FILE…`: how a file would be read. */
export function registerDetect(program: Command, context: CommandContext): void {
  program
    .command('detect')
    .summary('say how files would be read')
    .description(
      'Says how each file would be read: kind, encoding, delimiter, header row, columns and their types. Nothing is loaded.',
    )
    .argument('<files...>', 'the files to look at')
    .action(async (files: string[], _options: unknown, command: Command) => {
      const results: (DetectReport | { file: string; error: string; code: string })[] = [];
      for (const file of files) {
        try {
          results.push(detectReport(file, await detectFile(path.resolve(file))));
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

function forPeople(result: DetectReport | { file: string; error: string }): string {
  if ('error' in result) return `${result.file}\n  ${result.error}\n`;
  const { file, columns, records, ...settings } = result;
  const shown = Object.entries(settings)
    .filter(([, value]) => value !== null && value !== '')
    .map(([key, value]) => `${key} ${JSON.stringify(value)}`);
  const heads = columns.map((c) => `    ${c.name || '(no name)'}: ${c.type}${c.format === null ? '' : ` ${c.format}`}`);
  return [
    file,
    `  ${shown.join(', ')}`,
    `  ${records === null ? 'records counted when loaded' : `${records} records`}, ${columns.length} columns:`,
    ...heads,
    '',
  ].join('\n');
}
