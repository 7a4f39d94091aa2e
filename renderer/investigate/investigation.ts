/** The lens, the markers and how each picture is drawn: one store that the table and the pictures share, kept in the case. */
import { create } from 'zustand';
import { z } from 'zod';
import { useTabs } from '../app/tabs.ts';
import type { ColumnFilter } from '../../shared/contract/engine.ts';
import { columnFilter } from '../../shared/contract/shapes.ts';
import {
  fromGrid,
  gridFilters,
  NO_LENS,
  sameFilters,
  select,
  type Lens,
  type PictureId,
  type Selection,
} from './lens.ts';

const measure = z.enum(['usd', 'lines']);
const marker = z.object({ id: z.string(), date: z.iso.date(), label: z.string().max(200) });
/** A day that matters, drawn across the timeline. */
export type Marker = z.infer<typeof marker>;

const networkOptions = z.object({
  measure,
  colour: z.enum(['role', 'country', 'brand', 'hit']),
  limit: z.number().int().min(10).max(2000),
  focus: z.object({ key: z.string(), name: z.string() }).nullable(),
});
const flowOptions = z.object({
  measure,
  from: z.enum(['origin_country', 'dispatch_country', 'trading_country', 'exporter_country']),
  via: z.enum(['dispatch_country', 'trading_country', 'exporter_country']).nullable(),
  to: z.enum(['destination_country', 'importer_country']),
});
const timelineOptions = z.object({
  measure,
  split: z.enum(['none', 'brand', 'exporter', 'source', 'origin_country', 'direction']),
  listings: z.boolean(),
});
export type NetworkOptions = z.infer<typeof networkOptions>;
export type FlowOptions = z.infer<typeof flowOptions>;
export type TimelineOptions = z.infer<typeof timelineOptions>;

const selection = z.object({
  label: z.string(),
  thing: z.string(),
  filters: z.array(columnFilter),
  note: z.string().optional(),
});
const savedSchema = z.object({
  base: z.array(columnFilter),
  selections: z.partialRecord(z.enum(['network', 'flows', 'timeline']), selection),
  anyStatus: z.boolean(),
  markers: z.array(marker).max(200),
  network: networkOptions,
  flows: flowOptions,
  timeline: timelineOptions,
});

interface Investigation {
  readonly lens: Lens;
  readonly markers: readonly Marker[];
  readonly network: NetworkOptions;
  readonly flows: FlowOptions;
  readonly timeline: TimelineOptions;
}

const FRESH: Investigation = {
  lens: NO_LENS,
  markers: [{ id: 'invasion', date: '2022-02-24', label: 'Invasion of Ukraine' }],
  network: { measure: 'usd', colour: 'role', limit: 250, focus: null },
  flows: { measure: 'usd', from: 'origin_country', via: 'dispatch_country', to: 'destination_country' },
  timeline: { measure: 'usd', split: 'brand', listings: true },
};
/** The sample tells of a maker that said on this day that it had stopped. */
const SAMPLE_MARKER: Marker = { id: 'claim', date: '2022-04-16', label: 'Claimed stop' };

export const useInvestigation = create<Investigation>(() => FRESH);

export const selectIn = (picture: PictureId, chosen: Selection | null): void =>
  useInvestigation.setState(({ lens }) => ({ lens: select(lens, picture, chosen) }));

/** The table's filters were changed in the table. */
export const takeGridFilters = (filters: readonly ColumnFilter[]): void => {
  const { lens } = useInvestigation.getState();
  const next = fromGrid(lens, filters);
  if (next !== lens) useInvestigation.setState({ lens: next });
};

/** Filters that the table begins with: its own where it has some, else those that an open picture shows. */
export function firstFilters(own: readonly ColumnFilter[]): readonly ColumnFilter[] {
  if (own.length > 0) return own;
  const pictured = [...useTabs.getState().specs.values()].some((spec) => spec.kind in FRESH);
  return pictured ? gridFilters(useInvestigation.getState().lens) : own;
}

/** Tells the table when a picture has changed its filters. @returns what ends it */
export function followLens(onFilters: (filters: readonly ColumnFilter[]) => void): () => void {
  return useInvestigation.subscribe(({ lens }, before) => {
    if (lens === before.lens) return;
    const filters = gridFilters(lens);
    if (!sameFilters(filters, gridFilters(before.lens))) onFilters(filters);
  });
}

export const removeFilter = (column: string): void =>
  useInvestigation.setState(({ lens }) => ({
    lens: { ...lens, base: lens.base.filter((filter) => filter.column !== column) },
  }));

export function investigationToSave(): Record<string, unknown> {
  const { lens, ...rest } = useInvestigation.getState();
  return { ...lens, ...rest };
}

/** Puts back what was saved with the case; what cannot be read is as in a fresh case. */
export function restoreInvestigation(saved: unknown, synthetic: boolean): void {
  const parsed = savedSchema.safeParse(saved);
  if (!parsed.success) {
    useInvestigation.setState({ ...FRESH, markers: synthetic ? [...FRESH.markers, SAMPLE_MARKER] : FRESH.markers });
    return;
  }
  const { base, selections, anyStatus, ...rest } = parsed.data;
  useInvestigation.setState({ lens: { base, selections, anyStatus } as Lens, ...rest });
}
