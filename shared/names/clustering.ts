/** What goes into clustering the spellings of a case, and what comes out. Plain data: it crosses threads. */
import type { Contradiction } from './decisions.ts';

export type PartyRole = 'exporter' | 'importer';

/** One distinct spelling of the case's shipments. */
export interface PartyMention {
  readonly role: PartyRole;
  readonly rawName: string;
  readonly rawId: string | null;
  /** ISO 3166 alpha-2, the commonest of its lines; null if none is given. */
  readonly country: string | null;
  /** Lines that carry it. */
  readonly rows: number;
  /** Of these, lines in their current version; all where it is not given. */
  readonly currentRows?: number;
}

export interface Party {
  readonly partyId: string;
  /** The commonest spelling. */
  readonly name: string;
  readonly country: string | null;
  readonly identifiers: readonly string[];
  readonly rows: number;
}

export type Method = 'identifier' | 'same name' | 'similar name' | 'decision' | 'alone';

export interface PartyName {
  readonly role: PartyRole;
  readonly rawName: string;
  readonly rawId: string | null;
  readonly partyId: string;
  /** The go-between of "A on behalf of B"; null if there is none. */
  readonly viaPartyId: string | null;
  /** The party under the strict and under the loose count: a range for any choice of lines counts these. */
  readonly strictId: string;
  readonly looseId: string;
  readonly method: Method;
  /** Likeness to the party's commonest spelling, 0–1. */
  readonly score: number;
  /** `rule`, or who decided. */
  readonly decidedBy: string;
}

/** Two parties that may be one: for a person to decide. */
export interface ReviewPair {
  readonly a: PartyName;
  readonly b: PartyName;
  readonly score: number;
  readonly reasons: readonly string[];
}

/**
 * `strict` ≤ true number ≤ `loose`. Strict: everything merged that may be one, and only parties of current lines. Loose: only
 * what surely is one, and parties of superseded and deleted lines too.
 */
export interface CountRange {
  readonly strict: number;
  readonly loose: number;
}

export interface Clustering {
  readonly parties: readonly Party[];
  readonly names: readonly PartyName[];
  readonly counts: { readonly exporters: CountRange; readonly importers: CountRange; readonly all: CountRange };
  readonly review: readonly ReviewPair[];
  readonly contradictions: readonly Contradiction[];
}
