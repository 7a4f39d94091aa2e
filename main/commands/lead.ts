import type { Command } from 'commander';
import { chooseLead, orderWithLead, previewLead } from '../shipments/lead.ts';
import { toJson, withCase, type CommandContext } from './io.ts';
import { formatTable } from './table.ts';

interface LeadOptions {
  readonly preview?: boolean;
  readonly byAdding?: boolean;
}

/** `lead CASE SOURCE_ID…`: whose line counts where two sources have the same line. */
export function registerLead(program: Command, context: CommandContext): void {
  program
    .command('lead')
    .summary('choose which source counts where two have the same line')
    .description(
      'Where two sources have the same edition of the same line, the line of the source that leads counts and the other is a duplicate. Without ids the order is shown; otherwise the named sources go first, in this order, and the choice is recorded in the custody log.',
    )
    .argument('<case>', 'the case folder')
    .argument('[sources...]', 'ids of sources, the one that leads first')
    .option('--preview', 'say what would change and change nothing')
    .option('--by-adding', 'go back to the order in which the files were added')
    .addHelpText('after', '\nExample:\n  waybill lead drones s3 s1 --preview\n')
    .action(async (root: string, ids: string[], options: LeadOptions, command: Command) => {
      const json = command.optsWithGlobals<{ json?: boolean }>().json ?? false;
      await withCase(root, context.io, async (opened) => {
        const run = { signal: context.io.signal };
        const order = options.byAdding ? opened.sources.map((s) => s.source_id) : orderWithLead(opened, ids);
        const changes = options.preview ? await previewLead(opened, order, run) : await chooseLead(opened, order, run);
        if (json) return context.io.out(`${toJson({ order, preview: options.preview ?? false, changes })}\n`);
        const analysed = !options.preview && changes.length > 0 && opened.custody.of('analyzed').length > 0;
        if (analysed)
          context.io.err(
            'Brands, parties and screening are of the lines that counted before: run "waybill analyze" again.\n',
          );
        const files = new Map(opened.sources.map((s) => [s.source_id, s.path]));
        await context.io.out(
          `${order.map((id, i) => `${String(i + 1).padStart(3)}  ${id}  ${files.get(id) ?? ''}`).join('\n')}\n`,
        );
        if (changes.length === 0) return context.io.out('No line changes.\n');
        return context.io.out(
          formatTable(
            [
              'source',
              options.preview ? 'would count' : 'now count',
              'USD',
              options.preview ? 'would not' : 'no longer',
              'USD',
            ],
            [false, true, true, true, true],
            changes.map((c) => [c.source_id, c.gained, c.usd_gained, c.lost, c.usd_lost]),
          ),
        );
      });
    });
}
