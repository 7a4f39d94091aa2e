/**
 * The tabs of the centre. Dockview owns where they are; this owns what they are. The grid views (filters, widths, scroll)
 * change often and wake nobody, so they lie beside the store; `onChange` says that something is worth saving.
 */
import type { DockviewApi, SerializedDockview } from 'dockview-react';
import { create } from 'zustand';
import { sameTab, type GridView, type SavedState, type TabSpec } from './tab-spec.ts';

interface Tabs {
  readonly specs: ReadonlyMap<string, TabSpec>;
  readonly active: string | null;
}

export const useTabs = create<Tabs>(() => ({ specs: new Map(), active: null }));

const views = new Map<string, GridView>();
let dock: DockviewApi | null = null;
let changed: () => void = () => undefined;
let number = 1;

/** The file, table or query name on the tab. */
export function tabTitle(spec: TabSpec): string {
  switch (spec.kind) {
    case 'table':
      return spec.relation;
    case 'sql':
      return spec.title;
    case 'look':
      return spec.lookId;
    case 'arriving':
      return spec.file;
    case 'rejects':
      return 'Rejected records';
    case 'editions':
      return 'Editions';
    case 'notebook':
    case 'party':
      return spec.name;
    case 'network':
      return 'Network';
    case 'flows':
      return 'Flow map';
    case 'timeline':
      return 'Timeline';
    case 'intake':
      return 'Add files';
    case 'layouts':
      return spec.layout === null ? 'Layouts' : `Layout ${spec.layout}`;
    case 'quality':
      return 'Data quality';
    case 'analysis':
      return 'Analysis';
    case 'review-parties':
      return 'Parties to review';
    case 'review-hits':
      return 'Hits to review';
    case 'brands':
      return 'Brands';
  }
}

const freshId = (): string => {
  const { specs } = useTabs.getState();
  while (specs.has(`t${number}`)) number += 1;
  return `t${number}`;
};

/** Dockview is ready; called once by the component that draws it. */
export function attachDock(api: DockviewApi): () => void {
  dock = api;
  const listening = [
    api.onDidActivePanelChange((event) => {
      useTabs.setState({ active: event.panel?.id ?? null });
      changed();
    }),
    api.onDidRemovePanel((panel) => {
      const specs = new Map(useTabs.getState().specs);
      specs.delete(panel.id);
      views.delete(panel.id);
      useTabs.setState({ specs });
      changed();
    }),
    api.onDidLayoutChange(() => changed()),
  ];
  return () => {
    for (const each of listening) each.dispose();
    dock = null;
  };
}

/** Who saves the state; called after every change, so it must wait a little by itself. */
export function onTabsChange(listener: () => void): void {
  changed = listener;
}

interface OpenOptions {
  readonly view?: GridView;
  readonly title?: string;
  /** Put it to the right of the active tab. */
  readonly beside?: boolean;
  /** The tab on screen stays there. */
  readonly behind?: boolean;
}

/** Opens a tab, or goes to the one that shows the same. */
export function openTab(spec: TabSpec, options: OpenOptions = {}): string {
  const { specs } = useTabs.getState();
  for (const [id, other] of specs) {
    if (!sameTab(other, spec)) continue;
    if (!options.behind) dock?.getPanel(id)?.api.setActive();
    return id;
  }
  const id = freshId();
  useTabs.setState({ specs: new Map(specs).set(id, spec) });
  if (options.view) views.set(id, options.view);
  const reference = options.beside ? dock?.activePanel : undefined;
  dock?.addPanel({
    id,
    component: 'tab',
    title: options.title ?? tabTitle(spec),
    ...(options.behind ? { inactive: true } : {}),
    ...(reference ? { position: { referencePanel: reference, direction: 'right' as const } } : {}),
  });
  return id;
}

export function closeTab(id: string): void {
  const panel = dock?.getPanel(id);
  if (panel) dock?.removePanel(panel);
}

/** Changes what a tab shows without closing it (the text of a query, a name). */
export function changeTab(id: string, spec: TabSpec, title?: string): void {
  const specs = new Map(useTabs.getState().specs).set(id, spec);
  useTabs.setState({ specs });
  if (title !== undefined) dock?.getPanel(id)?.api.setTitle(title);
  changed();
}

/** Steps through the tabs of the active group. */
export function stepTab(step: 1 | -1): void {
  const panels = dock?.activeGroup?.panels ?? [];
  const at = panels.findIndex((p) => p.id === dock?.activePanel?.id);
  panels[(at + step + panels.length) % panels.length]?.api.setActive();
}

export const viewOfTab = (id: string): GridView | undefined => views.get(id);
export function saveViewOfTab(id: string, view: GridView): void {
  views.set(id, view);
  changed();
}

/** All tabs of the case, as they are kept in it. Those of the Quick Look and of files on their way are not of the case. */
export function tabsToSave(): SavedState {
  const tabs = [...useTabs.getState().specs]
    .filter(
      ([, spec]) => !['look', 'arriving'].includes(spec.kind) && !('workspace' in spec && spec.workspace === 'look'),
    )
    .map(([id, spec]) => ({ id, spec, view: views.get(id) ?? null }));
  return { version: 1, tabs, layout: dock?.toJSON() ?? null };
}

export function closeAllTabs(): void {
  dock?.clear();
  useTabs.setState({ specs: new Map(), active: null });
  views.clear();
}

/** Puts the tabs back as they were saved. A layout that dockview refuses costs the arrangement, not the tabs. */
export function restoreTabs(saved: SavedState): void {
  closeAllTabs();
  const specs = new Map(saved.tabs.map((tab) => [tab.id, tab.spec]));
  for (const tab of saved.tabs) if (tab.view) views.set(tab.id, tab.view);
  const kept = new Map(views);
  useTabs.setState({ specs });
  try {
    dock?.fromJSON(saved.layout as SerializedDockview);
    for (const panel of dock?.panels ?? []) if (!specs.has(panel.id)) dock?.removePanel(panel);
  } catch {
    // The tabs are opened one beside the other below, since none of them has a panel now.
    dock?.clear();
  }
  for (const [id, view] of kept) views.set(id, view);
  useTabs.setState({ specs });
  for (const [id, spec] of specs) {
    if (!dock?.getPanel(id)) dock?.addPanel({ id, component: 'tab', title: tabTitle(spec) });
  }
}
