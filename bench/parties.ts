/**
 * Parties of many distinct names and their screening: as the program does it (in threads), then each stage by itself in this
 * thread.
 *
 *   npm run bench -- parties [names] [entries of the list]        (200,000 and 25,000 if not given)
 *
 * The names are invented (generate-names.ts), the same in every run; the last line tells whether two runs found the same.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { clusterParties } from '../shared/names/cluster.ts';
import { candidatePairs, MOST_NAMES } from '../shared/names/blocking.ts';
import { mayReach } from '../shared/names/bound.ts';
import { readPartyText } from '../shared/names/party-text.ts';
import { prepareName } from '../shared/names/prepare.ts';
import { REVIEW_FROM, scorePrepared } from '../shared/names/score.ts';
import { settleHits, type ScreenedName } from '../shared/screening/screen.ts';
import { runNamesJob } from '../main/parties/workers.ts';
import { findOnLists } from '../main/screening/find.ts';
import { generateEntries, generateMentions } from './generate-names.ts';

const count = Number(process.argv[2] ?? 200_000);
const listed = Number(process.argv[3] ?? 25_000);

const show = (what: string, value: string): void => void process.stdout.write(`${what.padEnd(52)}${value}\n`);
const peak = (): string => `${Math.round(process.resourceUsage().maxRSS / 1024)} MB`;
const seconds = (ms: number): string => `${(ms / 1000).toFixed(1).padStart(6)} s`;

/** Shows the time by the clock and of the processor, of all threads together. */
async function timed<T>(what: string, work: () => T | Promise<T>): Promise<T> {
  const cpu = process.cpuUsage();
  const started = performance.now();
  const result = await work();
  const wall = performance.now() - started;
  const used = process.cpuUsage(cpu);
  show(what, `${seconds(wall)} clock, ${seconds((used.user + used.system) / 1000)} processor`);
  return result;
}

const out = path.resolve('bench/out/parties');
const cache = path.join(out, 'screened.json');
mkdirSync(out, { recursive: true });

const mentions = generateMentions(count);
const lists = [{ listId: 'synthetic', entries: generateEntries(listed, mentions) }];
show('names, entries of the list', `${count.toLocaleString('en')}, ${listed.toLocaleString('en')}`);
show('memory before', peak());

const clustering = await timed('clustering, whole', () => runNamesJob({ job: 'cluster', mentions, decisions: [] }));
show('peak memory', peak());
const countries = new Map(mentions.map((m) => [m.rawName, m.country]));
const screened = clustering.names.map((name): ScreenedName => {
  const text = readPartyText(name.rawName);
  const identifiers = [name.rawId, text.id?.value ?? null].filter((id) => id !== null);
  const country = countries.get(name.rawName) ?? null;
  const { role, rawName, rawId, partyId } = name;
  return { role, rawName, rawId, partyId, name: text.name, country, identifiers };
});
const found = await timed('screening, whole', () => findOnLists(screened, lists, cache));
const hits = settleHits(screened, found);
await timed('screening, nothing new', () => findOnLists(screened, lists, cache));
rmSync(out, { recursive: true, force: true });
show('peak memory', peak());

const prepared = await timed('  one thread: preparing', () => screened.map((name) => prepareName(name.name)));
const pairs = await timed('  one thread: blocking', () => candidatePairs(prepared));
const worth: [number, number][] = [];
await timed('  one thread: upper bounds', () => {
  for (const pair of pairs) {
    const [a, b] = [Math.floor(pair / MOST_NAMES), pair % MOST_NAMES];
    const [x, y] = [prepared[a], prepared[b]];
    if (x && y && mayReach(x, y, REVIEW_FROM)) worth.push([a, b]);
  }
});
await timed('  one thread: scoring', () => {
  for (const [a, b] of worth) {
    const [x, y] = [prepared[a], prepared[b]];
    if (x && y) scorePrepared(x, y, false);
  }
});
await timed('  one thread: all of clustering', () => clusterParties(mentions));

show('pairs, of these scored', `${pairs.length.toLocaleString('en')}, ${worth.length.toLocaleString('en')}`);
const { all } = clustering.counts;
show('parties, range', `${clustering.parties.length}, ${all.strict} … ${all.loose}`);
show('pairs for review, hits', `${clustering.review.length}, ${hits.length}`);
const digest = createHash('sha256')
  .update(JSON.stringify([clustering, hits]))
  .digest('hex');
show('what was found (hash)', digest.slice(0, 16));
