/** What a network leaves out, in sentences. Pure. */
import { formatCount } from '../grid/format.ts';
import { linesText, percent, usdShort } from './figures.ts';
import type { Network } from './network-graph.ts';

/** @param focus name of the party to which the picture is narrowed */
export function networkNotes({ nodes, links, all }: Network, focus: string | null): string[] {
  if (all.lines === 0) return [];
  const usd = links.reduce((sum, link) => sum + Number(link.usd ?? 0), 0);
  const total = Number(all.usd ?? 0);
  const moreLinks = all.links - links.length;
  const moreParties = all.parties - nodes.length;
  const notes = [
    `${formatCount(links.length)} ${links.length === 1 ? 'link' : 'links'} of ${formatCount(nodes.length)} parties${focus === null ? '' : ` around ${focus}`}: ${usdShort(usd)} of ${usdShort(all.usd)}${total > 0 ? ` (${percent(usd, total)})` : ''}.`,
  ];
  if (moreLinks > 0) {
    notes.push(
      moreParties > 0
        ? `${formatCount(moreLinks)} more ${moreLinks === 1 ? 'link' : 'links'} and ${formatCount(moreParties)} more ${moreParties === 1 ? 'party' : 'parties'} are not drawn.`
        : `${formatCount(moreLinks)} more ${moreLinks === 1 ? 'link is' : 'links are'} not drawn.`,
    );
  }
  const missing = [
    ...(all.noExporter > 0 ? [`${linesText(all.noExporter)} without an exporter`] : []),
    ...(all.noImporter > 0 ? [`${linesText(all.noImporter)} without an importer`] : []),
  ];
  if (missing.length > 0) notes.push(`Not in the picture: ${missing.join(', ')}.`);
  const unvalued = all.lines - all.valued;
  if (unvalued > 0) notes.push(`${linesText(unvalued)} of ${formatCount(all.lines)} state no value in US dollars.`);
  if (all.unknownNames > 0) {
    notes.push(
      all.unknownNames === all.parties
        ? 'The parties were not analysed yet: each spelling stands for itself.'
        : `${formatCount(all.unknownNames)} are spellings that no analysis has seen.`,
    );
  }
  return notes;
}
