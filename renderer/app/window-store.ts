/** What is open over the window, and what the inspector looks at. */
import { create } from 'zustand';
import type { InspectorMode } from '../inspector/Inspector.tsx';
import type { ChooserRequest } from './FileChooser.tsx';

interface WindowStore {
  readonly palette: boolean;
  readonly help: boolean;
  readonly chooser: ChooserRequest | null;
  readonly inspector: { readonly mode: InspectorMode; readonly column: string | null };
}

export const useWindow = create<WindowStore>(() => ({
  palette: false,
  help: false,
  chooser: null,
  inspector: { mode: 'row', column: null },
}));

/** Shows a column in the inspector. */
export const inspectColumn = (column: string): void => useWindow.setState({ inspector: { mode: 'column', column } });
