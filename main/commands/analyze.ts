import type { Command } from 'commander';
import { analyzeCase, type Analysis } from '../analyze.ts';
import { progressLine, toJson, withCase, type CommandContext } from './io.ts';

/** `analyze CASE`: who made the goods, who the parties are, who of them is listed. */
export function registerAnalyze(program: Command, context: CommandContext): void {
  program
    .command('analyze')
    .summary('find brands, parties, hits on lists and diversion')
    .description(
      'Builds brands, parties, screening and diversion from the shipments of a case. Lists are recognised by their header; those given once stay in the case. Results are indicators, never findings of a violation.',
    )
    .argument('<case>', 'the case folder')
    .option('--list <file>', 'import a list of restricted parties (repeat it for more)', collect, [])
    .addHelpText('after', '\nExample:\n  waybill analyze drones --list entity_list.csv\n')
    .action(async (root: string, options: { list: string[] }, command: Command) => {
      const json = command.optsWithGlobals<{ json?: boolean }>().json ?? false;
      await withCase(root, context.io, async (opened) => {
        const line = progressLine(context.io, 'Analysing');
        const result = await analyzeCase(opened, options.list, {
          signal: context.io.signal,
          onProgress: line.report,
        });
        line.done();
        for (const list of result.screening.lists)
          for (const notice of list.notices) context.io.err(`${list.list_id}: ${notice}\n`);
        for (const { decision, reason } of result.parties.contradictions)
          context.io.err(
            `The decision of ${decision.at} on "${decision.a.rawName}" and "${decision.b.rawName}" is not followed: ${reason}.\n`,
          );
        await context.io.out(json ? `${toJson(forJson(result))}\n` : forPeople(result));
      });
    });
}

const collect = (file: string, before: string[]): string[] => [...before, file];

/** The stable interface (DESIGN §9); `parties` counts exporters, the other ranges stand beside it. */
function forJson({ brands, parties, screening, seconds }: Analysis): Record<string, unknown> {
  const { contradictions, ...counts } = parties;
  return { brands, parties: { ...counts, contradictions: contradictions.length }, screening, seconds };
}

const count = (n: number): string => n.toLocaleString('en');
const range = (r: { readonly strict: number; readonly loose: number }): string =>
  r.strict === r.loose ? count(r.strict) : `${count(r.strict)} to ${count(r.loose)}`;

function forPeople({ brands, parties, screening, diversion, seconds }: Analysis): string {
  const lists = screening.lists.map((l) => `  ${l.list_id}: ${l.layout}, ${count(l.entries)} entries\n`).join('');
  return [
    `Brands: ${count(brands.brands)} brands in ${count(brands.records)} of ${count(brands.total)} lines.\n`,
    `Parties: ${range(parties)} exporters, ${range(parties.importers)} importers, from ${count(parties.names)} spellings; ${count(parties.review)} pairs to review.\n`,
    screening.lists.length === 0
      ? 'Screening: the case has no list; give one with --list.\n'
      : `Screening: ${count(screening.matches)} matches, ${count(screening.review)} to review, ${count(screening.lines)} lines while listed.\n${lists}`,
    `Diversion: ${count(diversion.pairs)} pairs of legs through a third country, an indicator to be looked at.\n`,
    `${seconds.toFixed(1)} s\n`,
  ].join('');
}
