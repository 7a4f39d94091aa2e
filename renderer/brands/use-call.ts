/** An answer of the case process that is asked for again when its key changes; late answers are dropped. */
import { useCallback, useEffect, useState } from 'react';
import type { CallIn, CallName, CallOut } from '../../shared/contract/calls.ts';
import { toErrorData } from '../../shared/errors.ts';
import { useServices } from '../app/services.ts';

export interface Answer<T> {
  /** Of the question before while the next is awaited. */
  readonly value: T | null;
  readonly error: string | null;
  readonly busy: boolean;
  readonly reload: () => void;
}

/** @param key whatever the answer depends on beside the input */
export function useCall<C extends CallName>(name: C, input: CallIn<C>, key = ''): Answer<CallOut<C>> {
  const { client } = useServices();
  const [asked, setAsked] = useState(0);
  const question = JSON.stringify([name, input, key, asked]);
  const [answer, setAnswer] = useState<{ value: CallOut<C> | null; error: string | null; of: string }>({
    value: null,
    error: null,
    of: '',
  });
  useEffect(() => {
    const abort = new AbortController();
    const [called, given] = JSON.parse(question) as [C, CallIn<C>];
    client
      .call(called, given, { signal: abort.signal })
      .then((value) => {
        if (!abort.signal.aborted) setAnswer({ value, error: null, of: question });
      })
      .catch((thrown: unknown) => {
        if (!abort.signal.aborted) setAnswer({ value: null, error: toErrorData(thrown).message, of: question });
      });
    return () => abort.abort();
  }, [client, question]);
  const reload = useCallback(() => setAsked((n) => n + 1), []);
  return { value: answer.value, error: answer.error, busy: answer.of !== question, reload };
}
