/** The dictionary while it is edited: its text is the one truth, the form changes one brand of it, each change can be undone. */
import { useCallback, useState } from 'react';
import type { CallOut } from '../../shared/contract/calls.ts';
import { useServices } from '../app/services.ts';
import { showFailure } from '../app/toasts.ts';

export type Entry = CallOut<'brands/read'>['brands'][number];

interface Version {
  readonly text: string;
  readonly brands: readonly Entry[];
}

export interface Draft extends Version {
  readonly problem: { readonly message: string; readonly line: number | null } | null;
  readonly changed: boolean;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  readonly undo: () => void;
  readonly redo: () => void;
  /** @returns whether the change is in */
  readonly edit: (was: string | null, entry: Entry | null) => Promise<boolean>;
  readonly write: (text: string) => Promise<void>;
}

/** @param kept the dictionary as it is kept; the draft begins with it */
export function useDraft(kept: Version): Draft {
  const { client } = useServices();
  const [versions, setVersions] = useState<readonly Version[]>([kept]);
  const [at, setAt] = useState(0);
  const [problem, setProblem] = useState<Draft['problem']>(null);
  const now = versions[at] ?? kept;

  const push = useCallback(
    (next: Version): void => {
      setVersions((before) => [...before.slice(0, at + 1), next]);
      setAt(at + 1);
      setProblem(null);
    },
    [at],
  );
  const edit = async (was: string | null, entry: Entry | null): Promise<boolean> => {
    try {
      push(await client.call('brands/edit', { text: now.text, was, entry }));
      return true;
    } catch (thrown) {
      showFailure('The brand could not be changed', thrown);
      return false;
    }
  };
  const write = async (text: string): Promise<void> => {
    if (text === now.text) return;
    try {
      const read = await client.call('brands/read', { text });
      push({ text, brands: read.problem === null ? read.brands : now.brands });
      setProblem(read.problem);
    } catch (thrown) {
      showFailure('The text could not be read', thrown);
    }
  };
  return {
    ...now,
    problem,
    changed: now.text !== kept.text,
    canUndo: at > 0,
    canRedo: at < versions.length - 1,
    undo: () => {
      setAt(Math.max(0, at - 1));
      setProblem(null);
    },
    redo: () => setAt(Math.min(versions.length - 1, at + 1)),
    edit,
    write,
  };
}
