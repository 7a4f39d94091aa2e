/** Calls about brands: the dictionary, what a change of it would do, and the lines that name none. Values in USD are decimal text. */
import { z } from 'zod';
import { empty } from './shapes.ts';

const signed = { by: z.string().min(1).max(200), why: z.string().max(4000) };
const dictionaryText = z.string().max(8_000_000);
const counted = z.object({ lines: z.number(), usd: z.string() });

/** A brand as it stands in the dictionary; see shared/brands/drones.yml for what each list means. */
export const brandEntry = z.object({
  brand: z.string(),
  aliases: z.array(z.string()),
  weak: z.array(z.string()),
  models: z.array(z.string()),
  parts: z.array(z.string()),
  other_goods: z.array(z.string()),
  common_word: z.boolean(),
  exclusions: z.array(z.string()),
  owner: z.object({ group: z.string(), source: z.string(), date: z.string() }).nullable(),
});

const decision = z.object({
  decision: z.enum(['brand', 'none', 'open']),
  brand: z.string().nullable(),
  templates: z.array(z.string()).min(1).max(500),
  example: z.string(),
  ...signed,
});

export const brandCalls = {
  'brands/dictionary': {
    in: empty,
    out: z.object({
      text: z.string(),
      own: z.boolean(),
      name: z.string(),
      brands: z.array(brandEntry),
      /** Who signs unless told otherwise. */
      analyst: z.string(),
      /** Current lines of each brand found so far, with the statement of its rows. */
      found: z.array(z.object({ brand: z.string(), lines: z.number(), usd: z.string(), sql: z.string() })),
    }),
  },
  /** One brand of a text put in, changed (`was` names it) or, with `entry` null, taken out; the rest stays as written, comments too. */
  'brands/edit': {
    in: z.object({ text: dictionaryText, was: z.string().nullable(), entry: brandEntry.nullable() }),
    out: z.object({ text: z.string(), brands: z.array(brandEntry) }),
  },
  /** What is wrong with a text, or its brands. */
  'brands/read': {
    in: z.object({ text: dictionaryText }),
    out: z.object({
      problem: z.object({ message: z.string(), line: z.number().nullable() }).nullable(),
      brands: z.array(brandEntry),
    }),
  },
  'brands/preview': {
    in: z.object({ text: dictionaryText }),
    out: z.object({
      /** Brands with lines before or after, those that change first. */
      brands: z.array(
        z.object({ brand: z.string(), before: counted, after: counted, added: z.number(), lost: z.number() }),
      ),
      /** Lines that would change, the largest values first; at most 200. */
      examples: z.array(
        z.object({
          source_id: z.string(),
          source_record: z.number(),
          description: z.string().nullable(),
          before: z.string().nullable(),
          after: z.string().nullable(),
          matched_text: z.string().nullable(),
          usd: z.string().nullable(),
        }),
      ),
      /** Names that are new, with the lines in whose description they occur: about the goods (`inside`) or not (`outside`). */
      names: z.array(
        z.object({
          brand: z.string(),
          name: z.string(),
          inside: z.number(),
          outside: z.number(),
          example: z.string().nullable(),
          /** More often met in texts about other goods: likely a word of the language. */
          common: z.boolean(),
        }),
      ),
    }),
  },
  /** Keeps a dictionary (null = the one that ships) and brings the brands up to date. */
  'brands/save': {
    in: z.object({ text: dictionaryText.nullable(), expected: dictionaryText, ...signed }),
    out: z.object({ brands: z.number(), records: z.number(), unknown: z.array(z.string()) }),
  },
  'brands/queue': {
    in: empty,
    out: z.object({
      /** Lines about the goods with a brand; without; and without where an analyst said that it cannot be told. */
      named: counted,
      open: counted,
      none: counted,
      /** False where there are more distinct descriptions than are read. */
      complete: z.boolean(),
      groups: z.array(
        z.object({
          key: z.string(),
          trademark: z.string().nullable(),
          title: z.string(),
          lines: z.number(),
          usd: z.string(),
          first: z.string().nullable(),
          last: z.string().nullable(),
          templates: z.array(z.string()),
          texts: z.array(z.object({ description: z.string(), lines: z.number(), usd: z.string() })),
          decision: z.enum(['none', 'open']),
          /** The statement of its rows (of its first descriptions, where it has very many). */
          sql: z.string(),
        }),
      ),
      moreGroups: z.number(),
      /** What can be chosen. */
      brands: z.array(z.string()),
      analyst: z.string(),
    }),
  },
  /** One decision for all descriptions of the templates; the brands are brought up to date by 'brands/apply'. */
  'brands/decide': { in: decision, out: z.object({ seq: z.number(), at: z.string() }) },
  'brands/decisions': {
    in: empty,
    out: z.array(decision.extend({ seq: z.number(), at: z.string() })),
  },
  'brands/apply': {
    in: empty,
    out: z.object({ brands: z.number(), records: z.number(), unknown: z.array(z.string()) }),
  },
} as const;
