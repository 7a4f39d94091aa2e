/**
 * First rows of a file that is being added to the case, in a tab of their own while the load goes on; when it is done the
 * tab gives way to the whole table. A file that is loaded in a moment shows nothing.
 */
import { create } from 'zustand';
import type { CallOut } from '../../shared/contract/calls.ts';
import type { Client } from '../app/client.ts';
import { useSession } from '../app/session.ts';
import { closeTab, openTab, useTabs } from '../app/tabs.ts';
import type { FirstRows } from '../look/growing-engine.ts';

const FIRST_ROWS = 200;
/** A load that is done before this needs no preview. */
const SHOW_AFTER_MS = 400;

/** By absolute path. */
export const useArriving = create<{ readonly first: ReadonlyMap<string, FirstRows> }>(() => ({ first: new Map() }));

export interface Arrival {
  /** The load is done: what is not shown yet will not be. */
  readonly loaded: () => void;
  /** The case is known anew: where the preview is still open, the table of the file takes its place. */
  readonly end: () => void;
}

/** Shows the first rows of a file while it is loaded. A preview that fails is no failure: the load tells its own. */
export function showFirstRows(client: Client, file: string): Arrival {
  const abort = new AbortController();
  const began = performance.now();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let tab: string | null = null;
  const before = useTabs.getState().active;
  const show = (first: FirstRows): void => {
    useArriving.setState((state) => ({ first: new Map(state.first).set(file, first) }));
    tab = openTab({ kind: 'arriving', file }, { title: baseName(file), behind: useTabs.getState().active !== before });
  };
  client
    .call('intake/preview', { file, choice: {}, from: 1, count: FIRST_ROWS }, { signal: abort.signal })
    .then((preview) => {
      if (abort.signal.aborted) return;
      const first = firstRowsOf(preview);
      if (first.columns.length === 0) return;
      timer = setTimeout(() => show(first), Math.max(0, SHOW_AFTER_MS - (performance.now() - began)));
    })
    .catch(() => undefined);
  const loaded = (): void => {
    abort.abort();
    clearTimeout(timer);
  };
  return {
    loaded,
    end() {
      loaded();
      const { specs, active } = useTabs.getState();
      const open = tab !== null && specs.has(tab);
      // Whoever went on to another tab meanwhile stays there.
      const behind = active !== tab;
      if (tab !== null) closeTab(tab);
      useArriving.setState((state) => ({ first: new Map([...state.first].filter(([path]) => path !== file)) }));
      const source = useSession.getState().caseInfo?.sources.findLast((s) => s.path === file);
      if (open && source) openTab({ kind: 'table', workspace: 'case', relation: `raw_${source.layout}` }, { behind });
    },
  };
}

/** The records of a preview as a page of text. */
export function firstRowsOf({ settings, items }: CallOut<'intake/preview'>): FirstRows {
  const records = items.flatMap((item) => (item.kind === 'record' && item.cells ? [item.cells] : []));
  return {
    columns: settings.columns.map(({ name }) => ({ name, type: 'VARCHAR', kind: 'text' })),
    page: {
      from: 0,
      rows: records.length,
      columns: settings.columns.map((_, at) => records.map((cells) => cells[at] ?? null)),
    },
  };
}

const baseName = (path: string): string => path.replace(/^.*[\\/]/, '');
