/**
 * Calls of the pictures: the network of parties, the map of flows, the timeline. Each takes the filters of `shipments`
 * and counts its current lines only. Values in USD are decimal text; dates and months are ISO (`2022-03-01`).
 */
import { z } from 'zod';
import { columnFilter } from './shapes.ts';

const filters = z.array(columnFilter).max(100);
const money = z.string().nullable();
const date = z.string().nullable();
const count = z.number().int().min(0);
/** `p:` and a party's id, or `n:` and a raw name that no analysis has seen. */
const partyKey = z.string().max(2_000_000);

/** What one figure of a picture is made of. `valued` of its lines state a value. */
const amount = { lines: count, valued: count, usd: money };

const node = z.object({
  key: partyKey,
  name: z.string(),
  /** ISO alpha-2; that of most of its lines where the party itself has none. */
  country: z.string().nullable(),
  /** The brand with most of its lines; null where none was found, or none was asked for. */
  brand: z.string().nullable(),
  /** By name on a list that was imported, whatever the date; `owned`: of a group that someone states. */
  hit: z.enum(['match', 'review', 'owned']).nullable(),
  /** As exporter and as importer, over all filtered lines, drawn or not. */
  out: z.object(amount),
  in: z.object(amount),
});

const side = z.enum(['exporter', 'importer']);

export const investigateCalls = {
  /** The strongest links between exporters and importers, with their ends. */
  'investigate/network': {
    in: z.object({
      filters,
      measure: z.enum(['usd', 'lines']),
      /** Links, strongest first. */
      limit: z.number().int().min(1).max(2000),
      /** Whether `brand` of the nodes is wanted: it costs a join of every line. */
      brands: z.boolean(),
      /** Only links of this party and of those that it trades with. */
      focus: partyKey.nullable(),
    }),
    out: z.object({
      nodes: z.array(node),
      links: z.array(z.object({ from: partyKey, to: partyKey, ...amount, first: date, last: date })),
      all: z.object({
        ...amount,
        links: count,
        parties: count,
        /** Lines that are in no link, since a side is not named. */
        noExporter: count,
        noImporter: count,
        /** Parties that are named by spelling only: no analysis has seen them. */
        unknownNames: count,
      }),
    }),
  },
  /** Parties among the filtered lines whose name contains a text, those with most lines first. */
  'investigate/find': {
    in: z.object({ filters, text: z.string().min(1).max(500) }),
    out: z.array(z.object({ key: partyKey, name: z.string(), lines: count })),
  },
  /** Filters of `shipments` that give the lines of parties, by their spellings. */
  'investigate/linesOf': {
    in: z.object({
      filters,
      ends: z
        .array(z.object({ side, key: partyKey }))
        .min(1)
        .max(2),
    }),
    out: z.object({
      filters: z.array(columnFilter),
      /** Lines of the parties, and lines that the filters give: more where another party has the same spelling. */
      lines: count,
      filtered: count,
    }),
  },
  /** Lines by route. */
  'investigate/flows': {
    in: z.object({
      filters,
      from: z.enum(['origin_country', 'dispatch_country', 'trading_country', 'exporter_country']),
      via: z.enum(['dispatch_country', 'trading_country', 'exporter_country']).nullable(),
      to: z.enum(['destination_country', 'importer_country']),
    }),
    out: z.object({
      /** `via` is null where it is not stated or one of the ends. Greatest value first. */
      routes: z.array(
        z.object({ from: z.string(), via: z.string().nullable(), to: z.string(), ...amount, first: date, last: date }),
      ),
      all: z.object({ ...amount, noFrom: count, noTo: count }),
    }),
  },
  /** Lines by month, split into the greatest series and the rest. */
  'investigate/timeline': {
    in: z.object({
      filters,
      measure: z.enum(['usd', 'lines']),
      split: z.enum(['none', 'brand', 'exporter', 'source', 'origin_country', 'direction']),
      /** Series of their own; all others are one. */
      series: z.number().int().min(1).max(12),
    }),
    out: z.object({
      /** Greatest first. `name` null: what has none (no brand found, no exporter named). */
      series: z.array(z.object({ name: z.string().nullable(), rest: z.boolean(), members: count })),
      /** `series` is an index into `series`. */
      cells: z.array(z.object({ month: z.string(), series: count, ...amount })),
      /** Lines of any kind in the case by month: a month that is not here is a gap of the files. */
      covered: z.array(z.object({ month: z.string(), lines: count })),
      /** When entries of lists that matched were listed. */
      listings: z.array(z.object({ date: z.string(), names: z.array(z.string()), count })),
      all: z.object({ ...amount, undated: count }),
    }),
  },
} as const;
