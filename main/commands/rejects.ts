import type { Command } from 'commander';
import { sql } from '../../shared/sql/sql.ts';
import { sourceFile } from '../case/sources.ts';
import { toJson, withCase, type CommandContext } from './io.ts';
import { formatTable } from './table.ts';

/** `rejects CASE`: every record that was not loaded, with its reason and raw text. */
export function registerRejects(program: Command, context: CommandContext): void {
  program
    .command('rejects')
    .summary('list the records that were not loaded')
    .description(
      'Lists every record that was not loaded, with its number, line, reason and raw text. For each file: records read = loaded + rejected.',
    )
    .argument('<case>', 'the case folder')
    .addHelpText('after', '\n"waybill repair" loads them after all, with another text.\n')
    .action(async (root: string, _options: unknown, command: Command) => {
      await withCase(root, context.io, async (opened) => {
        const { rows } = await opened.engine.internal(
          sql`SELECT source_id, record, line, reason, raw FROM rejects ORDER BY source_id, record`,
        );
        const list = rows.map(([id, record, line, reason, raw]) => ({
          file: sourceFile(opened.folder.root, opened.source(String(id))),
          record: Number(record),
          line: Number(line),
          reason: String(reason),
          raw: String(raw),
          source_id: String(id),
        }));
        if (command.optsWithGlobals<{ json?: boolean }>().json) await context.io.out(`${toJson(list)}\n`);
        else if (list.length === 0) await context.io.out('No record was rejected.\n');
        else
          await context.io.out(
            formatTable(
              ['file', 'source', 'record', 'line', 'reason', 'raw'],
              [false, false, true, true, false, false],
              list.map((r) => [r.file, r.source_id, r.record, r.line, r.reason, r.raw]),
            ),
          );
      });
    });
}
