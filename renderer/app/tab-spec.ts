/** What a tab shows, as data that is kept in the case (`case/saveState`) and read back with suspicion. */
import { z } from 'zod';
import type { WorkspaceId } from '../engine/window-engine.ts';

const workspace = z.enum(['case', 'look']);

export const tabSpec = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('table'), workspace, relation: z.string() }),
  z.object({ kind: z.literal('sql'), workspace, title: z.string(), text: z.string() }),
  z.object({ kind: z.literal('look'), lookId: z.string() }),
  z.object({ kind: z.literal('arriving'), file: z.string() }),
  z.object({ kind: z.literal('rejects'), sourceId: z.string().nullable() }),
  z.object({ kind: z.literal('editions') }),
  z.object({ kind: z.literal('notebook'), name: z.string() }),
  z.object({ kind: z.enum(['network', 'flows', 'timeline']) }),
  /** Files, folders or patterns that wait to be added. */
  z.object({ kind: z.literal('intake'), paths: z.array(z.string()) }),
  z.object({ kind: z.literal('layouts'), layout: z.string().nullable() }),
  z.object({ kind: z.literal('quality'), sourceId: z.string().nullable() }),
  z.object({ kind: z.literal('analysis') }),
  z.object({ kind: z.literal('review-parties') }),
  z.object({ kind: z.literal('review-hits') }),
  z.object({ kind: z.literal('party'), partyId: z.string(), name: z.string() }),
  z.object({ kind: z.literal('brands'), part: z.enum(['queue', 'dictionary', 'decisions']) }),
]);
export type TabSpec = z.infer<typeof tabSpec>;

const columnFilter = z.union([
  z.object({
    column: z.string(),
    op: z.enum(['contains', 'notContains', 'equals', 'notEquals', 'starts', 'ends', 'regexp']),
    value: z.string(),
  }),
  z.object({ column: z.string(), op: z.literal('range'), min: z.string().nullable(), max: z.string().nullable() }),
  z.object({ column: z.string(), op: z.enum(['in', 'notIn']), values: z.array(z.string().nullable()).readonly() }),
  z.object({ column: z.string(), op: z.enum(['isNull', 'isNotNull', 'isEmpty', 'isNotEmpty']) }),
]);

/** How a table is looked at: all that a reopened tab needs to look as it was left. */
export const gridView = z.object({
  filters: z.array(columnFilter).readonly(),
  sort: z.array(z.object({ column: z.string(), descending: z.boolean() })).readonly(),
  columns: z.array(
    z.object({
      name: z.string(),
      width: z.number(),
      hidden: z.boolean(),
      pinned: z.boolean(),
    }),
  ),
  /** 0-based first row on screen. */
  topRow: z.number(),
});
export type GridView = z.infer<typeof gridView>;
export const EMPTY_VIEW: GridView = { filters: [], sort: [], columns: [], topRow: 0 };

const savedTab = z.object({ id: z.string(), spec: tabSpec, view: gridView.nullable().catch(null) });
export type SavedTab = z.infer<typeof savedTab>;

/** Version 1 of the window's state in a case. */
export const savedState = z.object({
  version: z.literal(1),
  tabs: z.array(savedTab),
  /** Dockview's own serialised form; checked by dockview when it is read. */
  layout: z.unknown(),
  /** What the pictures show; checked by renderer/investigate when it is read. */
  investigation: z.unknown().optional(),
  /** What is folded in notebooks; checked by renderer/notebook when it is read. */
  folds: z.unknown().optional(),
});
export type SavedState = z.infer<typeof savedState>;

/** The state as it was saved, or null if there is none that can be used. */
export function readSavedState(value: unknown): SavedState | null {
  const parsed = savedState.safeParse(value);
  return parsed.success ? parsed.data : null;
}

/** Two specs that mean the same tab: opening it again goes to the one that is open. */
export function sameTab(a: TabSpec, b: TabSpec): boolean {
  if (a.kind !== b.kind) return false;
  switch (a.kind) {
    case 'table':
      return b.kind === 'table' && a.workspace === b.workspace && a.relation === b.relation;
    case 'look':
      return b.kind === 'look' && a.lookId === b.lookId;
    case 'arriving':
      return b.kind === 'arriving' && a.file === b.file;
    case 'rejects':
      return b.kind === 'rejects' && a.sourceId === b.sourceId;
    case 'editions':
      return true;
    case 'notebook':
      return b.kind === 'notebook' && a.name === b.name;
    case 'quality':
      return b.kind === 'quality';
    case 'party':
      return b.kind === 'party' && a.partyId === b.partyId;
    case 'analysis':
    case 'review-parties':
    case 'review-hits':
    case 'network':
    case 'flows':
    case 'timeline':
      return true;
    case 'brands':
      return b.kind === 'brands';
    case 'intake':
      return b.kind === 'intake' && JSON.stringify(a.paths) === JSON.stringify(b.paths);
    case 'layouts':
      return b.kind === 'layouts' && a.layout === b.layout;
    case 'sql':
      return false;
  }
}

export const workspaceOf = (spec: TabSpec): WorkspaceId => {
  if (spec.kind === 'look') return 'look';
  return spec.kind === 'table' || spec.kind === 'sql' ? spec.workspace : 'case';
};
