import type { Command } from 'commander';
import { traceRow, type RowRepair } from '../case/row.ts';
import { toJson, withCase, type CommandContext } from './io.ts';

/** What was loaded in place of the raw text. */
function repairLines(repair: RowRepair, record: number): string[] {
  if (repair.record !== record) return [`This is a part of record ${repair.record}, to which it was joined.`];
  const why = repair.why === '' ? '' : `: ${repair.why}`;
  return [
    `Rejected (${repair.reason}), repaired by ${repair.by} on ${repair.at} (${repair.rule})${why}`,
    ...(repair.joined.length > 0 ? [`Joined with record ${repair.joined.join(', ')}.`] : []),
    'Repaired text:',
    repair.text,
  ];
}

/** `row CASE SOURCE_ID RECORD`: one record from raw text to shipment. */
export function registerRow(program: Command, context: CommandContext): void {
  program
    .command('row')
    .summary('trace one record to its raw text')
    .description('Shows one record: file, hash, raw text, loaded values and the shipment made of it.')
    .argument('<case>', 'the case folder')
    .argument('<source_id>', 'the source, as in sources.source_id')
    .argument('<record>', 'the record number, as in source_record')
    .addHelpText('after', '\nExample:\n  waybill row drones s1 1204\n')
    .action(async (root: string, sourceId: string, record: string, _options: unknown, command: Command) => {
      await withCase(root, context.io, async (opened) => {
        const row = await traceRow(opened, sourceId, Number(record));
        if (row.problem !== null) {
          context.io.err(`${row.problem}\n`);
          context.fail();
        }
        if (command.optsWithGlobals<{ json?: boolean }>().json) {
          const { file, sha256, record: number, raw, line, values, shipment, rejected, repair } = row;
          return context.io.out(
            `${toJson({ file, sha256, record: number, line, raw, values, shipment, rejected, repair })}\n`,
          );
        }
        const values = Object.entries(row.values).map(
          ([name, value]) => `  ${name}${row.mapping[name] ? ` → ${row.mapping[name]}` : ''}: ${value ?? '∅'}`,
        );
        const head = [
          `${row.file}, record ${row.record}${row.line === null ? '' : `, line ${row.line}`}`,
          `SHA-256 of the file: ${row.sha256}`,
        ];
        const state = row.rejected === null ? [] : [`Rejected: ${row.rejected}`];
        const shipment = Object.entries(row.shipment ?? {})
          .filter(([, v]) => v !== null)
          .map(([name, value]) => `  ${name}: ${String(value)}`);
        return context.io.out(
          [
            ...head,
            ...state,
            'Raw text:',
            row.raw ?? '(not there)',
            ...(row.repair === null ? [] : repairLines(row.repair, row.record)),
            'Loaded:',
            ...values,
            ...(shipment.length > 0 ? ['Shipment:', ...shipment] : []),
            '',
          ].join('\n'),
        );
      });
    });
}
