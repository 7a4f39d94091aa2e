import type { Command } from 'commander';
import type { Edition } from '../../shared/contract/edition-calls.ts';
import { editionsOf } from '../case/editions.ts';
import { toJson, withCase, type CommandContext } from './io.ts';

/** `editions CASE [SOURCE_ID]`: which files are newer editions of others, and what differs. */
export function registerEditions(program: Command, context: CommandContext): void {
  program
    .command('editions')
    .summary('compare newer editions of a file with earlier ones')
    .description(
      'Finds files of one layout that share at least half of their lines with an earlier one, and counts what is new, changed, gone and the same. With --json each count comes with a statement that lists the rows (for "waybill sql").',
    )
    .argument('<case>', 'the case folder')
    .argument('[source_id]', 'only this source')
    .addHelpText('after', '\nExample:\n  waybill editions drones s4\n')
    .action(async (root: string, sourceId: string | undefined, _options: unknown, command: Command) => {
      await withCase(root, context.io, async (opened) => {
        if (sourceId !== undefined) opened.source(sourceId);
        const editions = await editionsOf(opened, sourceId === undefined ? null : new Set([sourceId]), {
          signal: context.io.signal,
        });
        if (command.optsWithGlobals<{ json?: boolean }>().json) return context.io.out(`${toJson(editions)}\n`);
        return context.io.out(
          editions.length === 0 ? 'No file is a newer edition of another.\n' : editions.map(editionText).join(''),
        );
      });
    });
}

/** An edition in sentences. */
export function editionText(edition: Edition): string {
  const count = (n: number): string => n.toLocaleString('en');
  const columns = edition.changed_columns.slice(0, 5).map((c) => `${c.column} (${count(c.records)})`);
  return [
    `${edition.file}: ${edition.source_id} is a newer edition of ${edition.replaces.join(', ')} (known by ${edition.by}):`,
    `  ${count(edition.new)} new, ${count(edition.changed)} changed, ${count(edition.gone)} gone, ${count(edition.same)} the same.`,
    ...(columns.length > 0
      ? [`  Changed in: ${columns.join(', ')}${edition.changed_columns.length > 5 ? ', …' : ''}.`]
      : []),
    `  Where both have the same version of a line, the row of ${edition.leads} counts; "waybill lead" puts another first.`,
    '',
  ].join('\n');
}
