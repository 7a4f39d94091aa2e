/** The record of a source, asked of the case process. */
import { useEffect, useState } from 'react';
import type { CallOut } from '../../shared/contract/calls.ts';
import { toErrorData, type ErrorData } from '../../shared/errors.ts';
import { useServices } from '../app/services.ts';

export type RecordState =
  | { readonly phase: 'loading' }
  | { readonly phase: 'ready'; readonly row: CallOut<'case/row'> }
  | { readonly phase: 'failed'; readonly error: ErrorData };

/** @param record 1-based, rejected records counted */
export function useRecord(sourceId: string, record: number): RecordState {
  const { client } = useServices();
  const [state, setState] = useState<RecordState>({ phase: 'loading' });
  useEffect(() => {
    const abort = new AbortController();
    client
      .call('case/row', { source_id: sourceId, record }, { signal: abort.signal })
      .then((row) => setState({ phase: 'ready', row }))
      .catch((thrown: unknown) => {
        if (!abort.signal.aborted) setState({ phase: 'failed', error: toErrorData(thrown) });
      });
    return () => abort.abort();
  }, [client, sourceId, record]);
  return state;
}
