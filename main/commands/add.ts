import type { Command } from 'commander';
import type { Edition } from '../../shared/contract/edition-calls.ts';
import { WaybillError } from '../../shared/errors.ts';
import { headerKey } from '../../shared/shipments/layout.ts';
import { addFiles, MOST_COMPARED, type Added, type Refused } from '../case/add.ts';
import { expandPaths } from '../intake/expand-paths.ts';
import { editionText } from './editions.ts';
import { progressLine, toJson, withCase, type CommandContext } from './io.ts';
import { choiceFrom, readOptions, type ReadFlags } from './read-options.ts';

/** `add CASE FILE…`: loads files into a case. */
export function registerAdd(program: Command, context: CommandContext): void {
  const add = program
    .command('add')
    .summary('load files into a case')
    .description(
      'Loads files into a case. Every record is loaded or listed as rejected; the two add up to the records read. The files stay where they are unless they are copied.',
    )
    .argument('<case>', 'the case folder')
    .argument('<files...>', 'the files to load; a quoted pattern such as "2023-*.csv" stands for the files that fit it')
    .option('-r, --recursive', 'take all files below a folder that is given')
    .option('--layout <name>', 'read the files by this layout of the case, or by a layout file of another case')
    .option(
      '--map <header=field>',
      'give a column its field (repeat it for more); an empty field leaves the column open',
      collectMap,
      {},
    )
    .option('--copy', 'copy the files into evidence/ of the case, read-only; the copies are the sources');
  readOptions(add)
    .addHelpText('after', '\nExample:\n  waybill add drones declarations.csv --map "G46 (Стат. стоимость)=value_usd"\n')
    .action(
      async (
        root: string,
        named: string[],
        options: ReadFlags & { map: Record<string, string>; layout?: string; recursive?: boolean; copy?: boolean },
        command: Command,
      ) => {
        const json = command.optsWithGlobals<{ json?: boolean }>().json ?? false;
        const files = expandPaths(named, { folders: options.recursive ?? false });
        await withCase(root, context.io, async (opened) => {
          const line = progressLine(context.io, 'Adding');
          const outcomes = await addFiles(opened, files, {
            map: options.map,
            settings: choiceFrom(options),
            layout: options.layout,
            copy: options.copy === true,
            signal: context.io.signal,
            onProgress: (_file, progress) => line.report(progress),
          });
          line.done();
          if (outcomes.some((o) => 'error' in o)) context.fail();
          for (const o of outcomes)
            if (!('error' in o) && o.others.length > 0)
              context.io.err(
                `${o.file} also holds ${o.others.join(', ')}: not loaded. Unpack the archive and add the files apart.\n`,
              );
          if (outcomes.filter((o) => !('error' in o) && !o.existed).length > MOST_COMPARED)
            context.io.err(
              `More than ${MOST_COMPARED} files at once are not compared with earlier editions: "waybill editions ${root}" does that.\n`,
            );
          for (const header of unusedHeaders(options.map, outcomes)) {
            context.fail();
            context.io.err(
              `--map: no file has a column "${header}"; it was not used. Give the header exactly as in the file.\n`,
            );
          }
          if (json) for (const o of outcomes) for (const said of buildLines(o)) context.io.err(`${o.file}: ${said}\n`);
          await context.io.out(json ? `${toJson(outcomes.map(forJson))}\n` : outcomes.map(forPeople).join(''));
        });
      },
    );
}

/** `HEADER=FIELD`; the header itself may contain `=`, a field never does. */
export function collectMap(text: string, before: Record<string, string>): Record<string, string> {
  const at = text.lastIndexOf('=');
  if (at < 1) throw new WaybillError('usage/map', `"${text}" is not of the form "HEADER=FIELD".`);
  return { ...before, [text.slice(0, at)]: text.slice(at + 1) };
}

/** Headers given with `--map` that no file has. */
export function unusedHeaders(
  map: Readonly<Record<string, string>>,
  outcomes: readonly ({ readonly headers: readonly string[] } | Refused)[],
): string[] {
  const known = new Set(outcomes.flatMap((o) => ('error' in o ? [] : o.headers.map(headerKey))));
  return Object.keys(map).filter((header) => !known.has(headerKey(header)));
}

/** The stable interface (DESIGN §9). */
function forJson(outcome: Added | Refused): Record<string, unknown> {
  if ('error' in outcome) return { file: outcome.file, error: outcome.error.message, code: outcome.error.code };
  const { file, source_id, sha256, read, loaded, rejected, seconds, edition } = outcome;
  return { file, source_id, sha256, read, loaded, rejected, seconds, edition: edition ? counts(edition) : null };
}

const counts = ({ replaces, by, new: fresh, changed, gone, same, leads }: Edition): object => ({
  replaces,
  by,
  new: fresh,
  changed,
  gone,
  same,
  leads,
});

function forPeople(outcome: Added | Refused): string {
  if ('error' in outcome) return `${outcome.file}: refused: ${outcome.error.message}\n`;
  if (outcome.existed)
    return `${outcome.file}: the same bytes are already here as ${outcome.source_id}; nothing was added. "waybill reread" reads them with other settings.\n`;
  const count = (n: number): string => n.toLocaleString('en');
  const open = outcome.mapping.filter((m) => m.field === null).length;
  const mapped = outcome.mapping.length - open;
  const lines = [
    `${outcome.file}: ${outcome.source_id}, ${count(outcome.read)} records read = ${count(outcome.loaded)} loaded + ${count(outcome.rejected)} rejected`,
    `  ${mapped} of ${outcome.mapping.length} columns have a field of the data model${
      open > 0
        ? `; left open: ${outcome.mapping
            .filter((m) => m.field === null)
            .slice(0, 6)
            .map((m) => m.header)
            .join(', ')}${open > 6 ? ', …' : ''}`
        : ''
    }`,
  ];
  const edition = outcome.edition === undefined ? '' : editionText(outcome.edition);
  return `${[...lines, ...buildLines(outcome).map((line) => `  ${line}`)].join('\n')}\n${edition}`;
}

/** What became of a file in `shipments`, where there is something to say. */
export function buildLines(outcome: Pick<Added, 'build'> | Refused): string[] {
  if ('error' in outcome || outcome.build === undefined) return [];
  const { reason, remarks } = outcome.build;
  return [...(reason === null ? [] : [`No shipments: ${reason}`]), ...remarks];
}
