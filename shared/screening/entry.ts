/** An entry of a list of restricted parties, whatever file it came from. */
import type { NameKind } from '../names/prepare.ts';

export interface ListEntry {
  /** The list's own identifier of the entry; its row number where the list has none. */
  readonly entryId: string;
  readonly name: string;
  readonly aliases: readonly string[];
  /** ISO 3166 alpha-2; null where the list names none, or several. */
  readonly country: string | null;
  readonly addresses: readonly string[];
  /** Tax and registration numbers, as they stand. */
  readonly identifiers: readonly string[];
  /** ISO date from which the entry counts, inclusive; null if the list does not say. */
  readonly listedFrom: string | null;
  /** ISO date from which it no longer counts; null while it does. */
  readonly listedTo: string | null;
  /** The list as the file calls itself; empty if it does not. */
  readonly source: string;
  readonly kind: NameKind | null;
}

export interface ParsedList {
  /** What the file was recognised as, for people: `Consolidated Screening List`, `OFAC SDN`, … */
  readonly layout: string;
  readonly entries: readonly ListEntry[];
  /** Rows without a name, and the like: said, not counted silently. */
  readonly notices: readonly string[];
}
