/** The rejects that a filter finds, a page at a time, read anew when `version` changes. */
import { useEffect, useState } from 'react';
import type { CallOut } from '../../shared/contract/calls.ts';
import type { RejectFilter } from '../../shared/contract/repair-calls.ts';
import { toErrorData } from '../../shared/errors.ts';
import { useServices } from '../app/services.ts';

export const PAGE = 200;
/** While someone types the list is not asked for at every key. */
const TYPING_MS = 150;

export interface RejectsState {
  readonly list: CallOut<'repair/list'> | null;
  readonly error: string | null;
}

export function useRejects(filter: RejectFilter, from: number, version: number): RejectsState {
  const { client } = useServices();
  const [state, setState] = useState<RejectsState>({ list: null, error: null });
  const { source_id, reason, search } = filter;
  useEffect(() => {
    const abort = new AbortController();
    const timer = setTimeout(
      () => {
        client
          .call('repair/list', { source_id, reason, search, from, count: PAGE }, { signal: abort.signal })
          .then((list) => setState({ list, error: null }))
          .catch((thrown: unknown) => {
            if (!abort.signal.aborted) setState({ list: null, error: toErrorData(thrown).message });
          });
      },
      search === '' ? 0 : TYPING_MS,
    );
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [client, source_id, reason, search, from, version]);
  return state;
}
