import type { Command } from 'commander';
import { WaybillError } from '../../shared/errors.ts';
import type { Refused } from '../case/add.ts';
import { rereadSources, type Reread } from '../case/reread.ts';
import { buildLines, collectMap, unusedHeaders } from './add.ts';
import { progressLine, toJson, withCase, type CommandContext } from './io.ts';
import { choiceFrom, readOptions, type ReadFlags } from './read-options.ts';

interface RereadFlags extends ReadFlags {
  readonly map: Record<string, string>;
  readonly why?: string;
}

/** `reread CASE SOURCE…`: reads sources again with other settings. */
export function registerReread(program: Command, context: CommandContext): void {
  const command = program
    .command('reread')
    .summary('read sources again with other settings')
    .description(
      'Reads files that are loaded again, with other settings: the new reading takes the place of the old one as a whole or not at all, and the custody log keeps both. The files must be as they were. Repairs of rejected records are of the reading before and do not count any more. Without an option the sources are read as their layouts say now.',
    )
    .argument('<case>', 'the case folder')
    .argument('<sources...>', 'ids of the sources (s1, s2, …)')
    .option(
      '--map <header=field>',
      'give a column its field (repeat it for more); an empty field leaves the column open',
      collectMap,
      {},
    )
    .option('--why <text>', 'a reason for the custody log');
  readOptions(command)
    .addHelpText('after', '\nExample:\n  waybill reread drones s2 --delimiter ";" --encoding windows-1251\n')
    .action(async (root: string, ids: string[], flags: RereadFlags, self: Command) => {
      const json = self.optsWithGlobals<{ json?: boolean }>().json ?? false;
      const settings = choiceFrom(flags);
      await withCase(root, context.io, async (opened) => {
        for (const id of ids)
          if (!opened.sources.some((s) => s.source_id === id))
            throw new WaybillError(
              'usage/source',
              `The case has no source "${id}". Its sources are: ${opened.sources.map((s) => `${s.source_id} (${s.path})`).join(', ') || 'none yet'}.`,
            );
        const line = progressLine(context.io, 'Reading');
        const outcomes = await rereadSources(opened, ids, {
          settings,
          map: flags.map,
          ...(flags.why === undefined ? {} : { why: flags.why }),
          signal: context.io.signal,
          onProgress: (_file, progress) => line.report(progress),
        });
        line.done();
        if (outcomes.some((o) => 'error' in o)) context.fail();
        for (const header of unusedHeaders(flags.map, outcomes)) {
          context.fail();
          context.io.err(`--map: no file has a column "${header}"; it was not used.\n`);
        }
        if (json) for (const o of outcomes) for (const said of buildLines(o)) context.io.err(`${o.file}: ${said}\n`);
        await context.io.out(json ? `${toJson(outcomes.map(forJson))}\n` : outcomes.map(forPeople).join(''));
      });
    });
}

/** The stable interface: as of `add`, with the counts of the reading before. */
function forJson(outcome: Reread | Refused): object {
  if ('error' in outcome) return { file: outcome.file, error: outcome.error.message, code: outcome.error.code };
  const { file, source_id, sha256, read, loaded, rejected, seconds, before, repairs, layout, changed } = outcome;
  return {
    file,
    source_id,
    sha256,
    read,
    loaded,
    rejected,
    seconds,
    changed,
    before,
    repairs_dropped: repairs,
    layout,
  };
}

function forPeople(outcome: Reread | Refused): string {
  if ('error' in outcome) return `${outcome.file}: not read again: ${outcome.error.message}\n`;
  const { file, source_id: id, before, repairs } = outcome;
  if (!outcome.changed) return `${file}: ${id} is read so already; nothing was changed.\n`;
  const count = (n: number): string => n.toLocaleString('en');
  const sum = ({ read, loaded, rejected }: typeof before): string =>
    `${count(read)} records read = ${count(loaded)} loaded + ${count(rejected)} rejected`;
  const lines = [
    `${file}: ${id}, ${sum(outcome)}; before: ${sum(before)}`,
    ...(repairs > 0 ? [`  ${count(repairs)} repaired records of the reading before do not count any more.`] : []),
    ...buildLines(outcome).map((line) => `  ${line}`),
  ];
  return `${lines.join('\n')}\n`;
}
