/**
 * Decisions about files that are not loaded yet, by case and first file of the group. They outlive the tab: who closes it
 * by mistake and adds the same files again goes on where they were.
 */
import { create } from 'zustand';
import type { Decisions } from './intake-model.ts';

interface KeptDecisions {
  readonly byFile: ReadonlyMap<string, Decisions>;
}

export const useKeptDecisions = create<KeptDecisions>(() => ({ byFile: new Map() }));

export const keepDecisions = (key: string, decisions: Decisions): void =>
  useKeptDecisions.setState(({ byFile }) => ({ byFile: new Map(byFile).set(key, decisions) }));

/** After loading the layout keeps them. */
export const forgetDecisions = (key: string): void =>
  useKeptDecisions.setState(({ byFile }) => ({ byFile: new Map([...byFile].filter(([each]) => each !== key)) }));
