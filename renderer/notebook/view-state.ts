/** How a notebook is looked at, apart from what it says: which cell is chosen, what is folded, what is searched. */
import { createStore, type StoreApi } from 'zustand/vanilla';

export interface FindQuery {
  readonly text: string;
  readonly matchCase: boolean;
  readonly regex: boolean;
  readonly replacement: string;
}

/** A match, by cell and place in what a person writes there. */
export interface FoundAt {
  readonly key: string;
  readonly from: number;
  readonly to: number;
}

export interface FindState extends FindQuery {
  /** Whether the line for replacing is open. */
  readonly replacing: boolean;
  readonly at: FoundAt | null;
}

export interface FocusRequest {
  readonly key: string;
  readonly what: 'cell' | 'editor';
  readonly at?: 'start' | 'end' | { readonly from: number; readonly to: number };
  /** Each request is a new one, also for the same place. */
  readonly number: number;
}

export interface ViewState {
  /** Key of the chosen cell. */
  readonly selected: string | null;
  /** Where a choice of several cells began; null: one cell is chosen. */
  readonly anchor: string | null;
  readonly mode: 'command' | 'edit';
  readonly folded: ReadonlySet<string>;
  /** Headings whose section is folded. */
  readonly sections: ReadonlySet<string>;
  readonly codeHidden: ReadonlySet<string>;
  readonly outline: boolean;
  readonly find: FindState | null;
  readonly renaming: string | null;
  /** The chart whose form is open. */
  readonly form: string | null;
  readonly focus: FocusRequest | null;
}

export type ViewStore = StoreApi<ViewState>;

export const createView = (): ViewStore =>
  createStore<ViewState>(() => ({
    selected: null,
    anchor: null,
    mode: 'command',
    folded: new Set(),
    sections: new Set(),
    codeHidden: new Set(),
    outline: false,
    find: null,
    renaming: null,
    form: null,
    focus: null,
  }));

/** The set with a member put in or taken out. */
export function toggled(set: ReadonlySet<string>, member: string, on = !set.has(member)): ReadonlySet<string> {
  const now = new Set(set);
  if (on) now.add(member);
  else now.delete(member);
  return now;
}
