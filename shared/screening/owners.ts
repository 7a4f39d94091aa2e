/**
 * Whose name says that it belongs to a group. The dictionary of brands holds statements of ownership, each with its source
 * and date; a party whose name holds such a brand is "owned by" the group according to that source. It is never the listed
 * party itself, whatever list the group is on.
 */
import type { BrandEntry, CompiledDictionary } from '../brands/dictionary.ts';
import { findTerms } from '../brands/find.ts';
import { fold } from '../brands/fold.ts';
import { MATCH_FROM } from '../names/score.ts';
import { Screener, type ScreenedList } from './screen.ts';

export interface StatedOwners {
  readonly dictionary: CompiledDictionary;
  /** Names of each group: its own, and those of the brand of the same name. */
  readonly groups: ReadonlyMap<string, readonly string[]>;
}

export interface OwnedParty {
  readonly partyId: string;
  readonly brand: string;
  readonly group: string;
  /** Who says so, and when (ISO date). */
  readonly source: string;
  readonly date: string;
  /** The entry of a list that the group is; null if none. */
  readonly listed: { readonly listId: string; readonly entryId: string; readonly score: number } | null;
}

/** The statements of ownership of a dictionary. */
export function statedOwners(dictionary: CompiledDictionary): StatedOwners {
  const brands = dictionary.source.brands;
  const groups = new Map<string, readonly string[]>();
  for (const { owner } of brands) {
    if (owner === undefined || groups.has(owner.group)) continue;
    const same = brands.find((b) => b.brand.toLowerCase() === owner.group.toLowerCase());
    groups.set(owner.group, [...new Set([owner.group, ...(same?.aliases ?? [])])]);
  }
  return { dictionary, groups };
}

/** The brand with a stated owner that a name holds; null if there is none. */
function ownedBrand(dictionary: CompiledDictionary, name: string): BrandEntry | null {
  const found = findTerms(dictionary, fold(name)).find(
    ({ term, split }) => term.kind === 'alias' && !term.weak && !term.misspelled && !split && term.brand.owner,
  );
  return found?.term.brand ?? null;
}

/**
 * One row per party, statement and entry of a list that the group is.
 * @param lists the lists of the case; the group is looked up in them by its names
 */
export function ownersOf(
  parties: readonly { readonly partyId: string; readonly name: string }[],
  { dictionary, groups }: StatedOwners,
  lists: readonly ScreenedList[],
): OwnedParty[] {
  if (groups.size === 0) return [];
  const owned = parties.flatMap(({ partyId, name }) => {
    const brand = ownedBrand(dictionary, name);
    return brand?.owner === undefined ? [] : [{ partyId, brand: brand.brand, ...brand.owner }];
  });
  if (owned.length === 0) return [];
  const listed = listedGroups([...new Set(owned.map((o) => o.group))], groups, lists);
  return owned.flatMap((o): OwnedParty[] => {
    const hits = listed.get(o.group) ?? [];
    return hits.length === 0 ? [{ ...o, listed: null }] : hits.map((hit) => ({ ...o, listed: hit }));
  });
}

function listedGroups(
  wanted: readonly string[],
  groups: StatedOwners['groups'],
  lists: readonly ScreenedList[],
): Map<string, NonNullable<OwnedParty['listed']>[]> {
  const out = new Map<string, NonNullable<OwnedParty['listed']>[]>();
  if (lists.length === 0) return out;
  const names = wanted.flatMap((group) => (groups.get(group) ?? []).map((name) => ({ group, name })));
  const found = new Screener(lists).findAll(
    names.map(({ group, name }) => ({
      role: 'exporter',
      rawName: name,
      rawId: null,
      partyId: group,
      name,
      country: null,
      identifiers: [],
    })),
  );
  names.forEach(({ group }, i) => {
    for (const { listId, entryId, score } of found[i] ?? []) {
      if (score < MATCH_FROM) continue;
      const before = out.get(group) ?? [];
      const same = before.find((b) => b.listId === listId && b.entryId === entryId);
      if (same === undefined) out.set(group, [...before, { listId, entryId, score }]);
      else if (same.score < score)
        out.set(
          group,
          before.map((b) => (b === same ? { listId, entryId, score } : b)),
        );
    }
  });
  return out;
}
