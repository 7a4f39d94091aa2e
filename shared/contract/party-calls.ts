/** Calls about parties, hits on lists, and the analysis that makes both. Values in USD are decimal text; dates are ISO. */
import { z } from 'zod';

const range = z.object({ strict: z.number().int(), loose: z.number().int() });
const role = z.enum(['exporter', 'importer']);
const empty = z.object({}).strict();
/** Names are hostile text of any length; no more than this of one crosses back as a key. */
const name = z.string().max(2_000_000);
const spelling = z.object({ role, rawName: name, rawId: name.nullable() });
const signed = { by: z.string().min(1).max(200), why: z.string().max(4000) };
const partyRef = z.object({ party_id: z.string(), name: z.string(), country: z.string().nullable() });
const money = z.string().nullable();
const flow = z.object({
  lines: z.number(),
  usd: money,
  first: z.string().nullable(),
  last: z.string().nullable(),
});

const decided = z.object({ by: z.string(), why: z.string(), at: z.string() });

const pairItem = z.object({
  key: z.string(),
  a: spelling,
  b: spelling,
  aParty: partyRef,
  bParty: partyRef,
  score: z.number(),
  reasons: z.array(z.string()),
  /** Value of the smaller of the two parties: what one decision moves. */
  stake: money,
  decision: z.enum(['merge', 'apart']).nullable(),
  decided: decided.nullable(),
});

const partySide = z.object({
  party: partyRef,
  identifiers: z.array(z.string()),
  spellings: z.array(z.object({ role, name: z.string(), id: z.string().nullable(), lines: z.number() })),
  spellingCount: z.number(),
  addresses: z.array(z.object({ address: z.string(), lines: z.number() })),
  countries: z.array(z.object({ country: z.string().nullable(), lines: z.number() })),
  places: z.array(z.object({ place: z.enum(['exporter', 'importer', 'go-between']), ...flow.shape })),
  goods: z.array(z.object({ hs: z.string(), lines: z.number(), usd: money })),
});

const verdict = z.enum(['match', 'review', 'none']);
const listEntry = z.object({
  list_id: z.string(),
  entry_id: z.string(),
  name: z.string(),
  aliases: z.array(z.string()),
  country: z.string().nullable(),
  addresses: z.array(z.string()),
  listed_from: z.string().nullable(),
  listed_to: z.string().nullable(),
  source: z.string(),
  /** Tax and registration numbers, as the list has them. */
  identifiers: z.array(z.string()),
});

const hitItem = z.object({
  key: z.string(),
  party: partyRef,
  list_id: z.string(),
  entry_id: z.string(),
  entry_name: z.string(),
  score: z.number(),
  verdict,
  rule_verdict: verdict,
  decided: z.object({ verdict, ...decided.shape }).nullable(),
  /** Value of the party's lines while the entry was listed; of all its lines where the list has no dates. */
  stake: money,
  lines: z.number(),
  lines_listed: z.number(),
  usd_listed: money,
});

const ownedItem = z.object({
  party: partyRef,
  brand: z.string(),
  owner_group: z.string(),
  statement_source: z.string(),
  statement_date: z.string().nullable(),
  entry: listEntry.nullable(),
});

/** As many are answered of each part of a queue. */
const most = z.object({ most: z.number().int().min(1).max(1_000_000) });
const queued = { exporters: range, importers: range, unapplied: z.number(), live: z.boolean() };

export const partyCalls = {
  /** What was concluded so far, and whether it is still what the sources, lists and decisions say. */
  'analysis/state': {
    in: empty,
    out: z.object({
      analyzed: z.string().nullable(),
      /** In words; empty = up to date. */
      stale: z.array(z.string()),
      lines: z.number(),
      exporters: range,
      importers: range,
      spellings: z.number(),
      parties: z.number(),
      brands: z.number(),
      branded: z.number(),
      pairs: z.number(),
      /** Decisions about parties that were recorded since the parties were made. */
      unapplied: z.number(),
      reviewParties: z.number(),
      reviewHits: z.number(),
      matches: z.number(),
      linesListed: z.number(),
      lists: z.array(z.object({ list_id: z.string(), from: z.string(), imported: z.string(), entries: z.number() })),
      /** Who signs decisions unless told otherwise: the user of the computer. */
      analyst: z.string(),
    }),
  },
  /** Runs all analyses; reports its four steps as phases `1/4 Brands: …`. */
  'analysis/run': {
    in: empty,
    out: z.object({ contradictions: z.array(z.string()), seconds: z.number() }),
  },

  /** What a file would be as a list. Nothing is kept. */
  'list/look': {
    in: z.object({ files: z.array(z.string()).min(1).max(20) }),
    out: z.array(
      z.object({
        file: z.string(),
        list_id: z.string(),
        layout: z.string(),
        entries: z.number(),
        dated: z.number(),
        sample: z.array(z.string()),
        notices: z.array(z.string()),
        replaces: z.boolean(),
        error: z.string().nullable(),
      }),
    ),
  },
  /** Imports lists, and screens the parties where there are any. */
  'list/import': {
    in: z.object({ files: z.array(z.string()).min(1).max(20) }),
    out: z.object({ matches: z.number(), review: z.number(), lines: z.number(), screened: z.boolean() }),
  },

  /** Pairs for a person, with those that were decided: the most money first. */
  'party/queue': {
    in: most,
    out: z.object({
      items: z.array(pairItem),
      /** Pairs that wait, and pairs that were decided: all of them, in `items` or not. */
      waiting: z.number(),
      decided: z.number(),
      /** Pairs that wait beyond those in `items`. */
      more: z.number(),
      ...queued,
    }),
  },
  'party/pair': {
    in: z.object({ aParty: z.string(), bParty: z.string() }),
    out: z.object({
      a: partySide.nullable(),
      b: partySide.nullable(),
      shared: z.array(z.object({ ...partyRef.shape, lines: z.number() })),
    }),
  },
  /** Only recorded: 'party/apply' follows it. */
  'party/decide': {
    in: z.object({ decision: z.enum(['merge', 'apart', 'open']), a: spelling, b: spelling, ...signed }),
    out: z.object({ at: z.string() }),
  },
  /** Makes parties and hits again from the decisions. */
  'party/apply': {
    in: empty,
    out: z.object({ exporters: range, importers: range, contradictions: z.array(z.string()) }),
  },
  'party/find': { in: spelling, out: z.object({ party_id: z.string().nullable() }) },
  'party/search': {
    in: z.object({ text: z.string().max(200), limit: z.number().int().min(1).max(100) }),
    out: z.array(z.object({ ...partyRef.shape, role: z.string(), spellings: z.number() })),
  },
  'party/page': {
    in: z.object({ party_id: z.string() }),
    out: z
      .object({
        party: z.object({ ...partyRef.shape, role: z.string() }),
        identifiers: z.array(z.string()),
        places: partySide.shape.places,
        spellings: z.array(
          z.object({
            role,
            name: z.string(),
            id: z.string().nullable(),
            method: z.string(),
            score: z.number(),
            decided_by: z.string(),
            lines: z.number(),
            usd: money,
            /** In "A on behalf of B" on the page of B: A. On the page of A: B. */
            other: partyRef.nullable(),
            as: z.enum(['party', 'go-between']),
          }),
        ),
        months: z.array(z.object({ month: z.string(), lines: z.number(), usd: money })),
        goods: z.array(z.object({ hs: z.string(), lines: z.number(), usd: money })),
        brands: z.array(
          z.object({ brand: z.string().nullable(), owner_group: z.string().nullable(), lines: z.number(), usd: money }),
        ),
        counterparties: z.array(z.object({ ...partyRef.shape, place: role, lines: z.number(), usd: money })),
        countries: z.array(
          z.object({ column: z.string(), country: z.string().nullable(), lines: z.number(), usd: money }),
        ),
        addresses: partySide.shape.addresses,
        hits: z.array(hitItem),
        owned: z.array(ownedItem),
        decisions: z.array(
          z.object({
            decision: z.enum(['merge', 'apart', 'open']),
            a: spelling,
            b: spelling,
            ...decided.shape,
            counts: z.boolean(),
          }),
        ),
      })
      .nullable(),
  },

  /** Hits with the most money first: of those that the rules leave to a person, of the matches and of all, as many as asked for. */
  'hit/queue': {
    in: most,
    out: z.object({
      items: z.array(hitItem),
      /** All hits of each part, in `items` or not, and how many of those for a person are decided. */
      counts: z.object({ review: z.number(), decided: z.number(), match: z.number(), all: z.number() }),
      owned: z.array(ownedItem),
      lists: z.number(),
      log: z.array(
        z.object({
          verdict: z.enum(['match', 'review', 'none', 'open']),
          name: z.string(),
          list_id: z.string(),
          entry_id: z.string(),
          ...decided.shape,
        }),
      ),
    }),
  },
  'hit/card': {
    in: z.object({ party_id: z.string(), list_id: z.string(), entry_id: z.string() }),
    out: z.object({
      side: partySide.nullable(),
      entry: listEntry.nullable(),
      names: z.array(z.object({ raw_name: z.string(), score: z.number(), reasons: z.array(z.string()) })),
    }),
  },
  /** `open` takes the verdict before back. */
  'hit/decide': {
    in: z.object({
      party_id: z.string(),
      list_id: z.string(),
      entry_id: z.string(),
      verdict: z.enum(['match', 'review', 'none', 'open']),
      ...signed,
    }),
    out: z.object({ at: z.string(), verdict, lines: z.number() }),
  },
} as const;
