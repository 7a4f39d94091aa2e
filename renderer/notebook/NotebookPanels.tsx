/** What stands beside a notebook's page, and the items of its menu that open it. */
import { useState, type ReactNode } from 'react';
import { FileClock, History } from 'lucide-react';
import { parseNotebook } from '../../shared/notebook/document.ts';
import type { MenuItem } from '../ui/MenuList.tsx';
import type { NotebookDesk } from './notebook-desk.ts';
import type { NotebookState } from './notebook-model.ts';
import { RunsPanel } from './RunsPanel.tsx';
import { VersionsPanel } from './VersionsPanel.tsx';

type Panel = 'runs' | 'versions';

export function useNotebookPanels(
  desk: NotebookDesk,
  state: NotebookState,
): { readonly items: readonly MenuItem[]; readonly panel: ReactNode } {
  const [open, setOpen] = useState<Panel | null>(null);
  const { model } = desk;
  const toggle = (panel: Panel): void => setOpen(open === panel ? null : panel);
  const items: MenuItem[] = [
    { id: 'runs', label: 'Runs…', icon: History, run: () => toggle('runs') },
    { id: 'versions', label: 'Versions…', icon: FileClock, run: () => toggle('versions') },
  ];
  const go = (cell: string): void => {
    const block = state.graph.nodes.find((node) => node.id === cell)?.block;
    if (block !== undefined) desk.go(state.keys[block] ?? undefined);
  };
  const panel =
    open === 'runs' ? (
      <RunsPanel name={model.name} turn={state.runs} onClose={() => setOpen(null)} onGo={go} />
    ) : open === 'versions' ? (
      <VersionsPanel
        name={model.name}
        text={state.notebook.text}
        onClose={() => setOpen(null)}
        onRestore={(text) => model.change('Restore a version', () => parseNotebook(text))}
      />
    ) : null;
  return { items, panel };
}
