import type { Command } from 'commander';
import { importNomenclature } from '../shipments/nomenclature.ts';
import { toJson, withCase, type CommandContext } from './io.ts';

interface NomenclatureCommandOptions {
  readonly edition?: string;
  readonly code?: string;
  readonly text?: string;
}

/** `nomenclature CASE FILE`: texts for the codes of goods. */
export function registerNomenclature(program: Command, context: CommandContext): void {
  program
    .command('nomenclature')
    .summary('import the texts of HS codes')
    .description(
      'Imports a file with codes of goods and their texts (HS, TN VED, CN, a national tariff) in any layout that detect can read. It is kept in lists/, fills nomenclature_codes, and gives hs_labels its texts; the one imported last goes first.',
    )
    .argument('<case>', 'the case folder')
    .argument('<file>', 'the file of codes and texts')
    .option('--edition <name>', 'what it is, e.g. "HS 2022" (default: the name of the file)')
    .option('--code <header>', 'the column of the codes, where it is not found by itself')
    .option('--text <header>', 'the column of the texts')
    .addHelpText('after', '\nExample:\n  waybill nomenclature drones hs2022.csv --edition "HS 2022"\n')
    .action(async (root: string, file: string, options: NomenclatureCommandOptions, command: Command) => {
      await withCase(root, context.io, async (opened) => {
        const result = await importNomenclature(opened, file, {
          edition: options.edition,
          codeColumn: options.code,
          textColumn: options.text,
        });
        if (command.optsWithGlobals<{ json?: boolean }>().json) return context.io.out(`${toJson(result)}\n`);
        return context.io.out(
          `${result.edition}: ${result.codes.toLocaleString('en')} codes from "${result.code_column}", texts from "${result.text_column}"; ${result.skipped.toLocaleString('en')} rows had no code or no text.\n`,
        );
      });
    });
}
