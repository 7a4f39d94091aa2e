/** The distinct values of a column with their counts, asked of the engine while the analyst types. */
import { useEffect, useState } from 'react';
import type { DistinctValue, ViewSpec } from '../../shared/contract/engine.ts';
import { CancelledError, toErrorData, type ErrorData } from '../../shared/errors.ts';
import type { WindowEngine } from '../engine/window-engine.ts';

export type DistinctState =
  | { readonly phase: 'loading'; readonly values: readonly DistinctValue[] }
  | { readonly phase: 'ready'; readonly values: readonly DistinctValue[] }
  | { readonly phase: 'failed'; readonly values: readonly DistinctValue[]; readonly error: ErrorData };

/** More than anyone scrolls through: the search is there. */
export const DISTINCT_LIMIT = 500;
const TYPING_MS = 180;

/** @param spec keep it the same object while nothing changed: a new one asks again */
export function useDistinct(engine: WindowEngine, spec: ViewSpec, column: string, search: string): DistinctState {
  const [state, setState] = useState<DistinctState>({ phase: 'loading', values: [] });
  useEffect(() => {
    const abort = new AbortController();
    const ask = async (): Promise<void> => {
      setState((before) => ({ phase: 'loading', values: before.values }));
      try {
        const values = await engine.distinct(spec, column, search, DISTINCT_LIMIT, { signal: abort.signal });
        if (!abort.signal.aborted) setState({ phase: 'ready', values });
      } catch (thrown) {
        if (abort.signal.aborted || thrown instanceof CancelledError) return;
        setState((before) => ({ phase: 'failed', values: before.values, error: toErrorData(thrown) }));
      }
    };
    const timer = setTimeout(() => void ask(), search === '' ? 0 : TYPING_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [engine, spec, column, search]);
  return state;
}
