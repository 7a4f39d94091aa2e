/** The answer to a question of a picture, asked anew when the question, the case or its process changes. */
import { useCallback, useEffect, useState } from 'react';
import type { CallIn, CallName, CallOut } from '../../shared/contract/calls.ts';
import { toErrorData, type ErrorData } from '../../shared/errors.ts';
import { useServices } from '../app/services.ts';
import { useSession } from '../app/session.ts';

export interface Picture<T> {
  /** The last answer; while another is awaited it stays, and `waiting` says so. */
  readonly value: T | null;
  readonly waiting: boolean;
  readonly error: ErrorData | null;
  readonly again: () => void;
}

/** @param visible a picture that is not on screen asks nothing */
export function usePicture<C extends CallName>(name: C, input: CallIn<C>, visible: boolean): Picture<CallOut<C>> {
  const { client } = useServices();
  const epoch = useSession((s) => s.epoch);
  const caseInfo = useSession((s) => s.caseInfo);
  const [tries, setTries] = useState(0);
  const question = JSON.stringify([input, epoch, caseInfo, tries]);
  const [answer, setAnswer] = useState<{
    readonly question: string;
    readonly value: CallOut<C> | null;
    readonly error: ErrorData | null;
  }>({ question: '', value: null, error: null });
  const answered = answer.question === question;

  useEffect(() => {
    if (!visible || answered) return undefined;
    const abort = new AbortController();
    const [asked] = JSON.parse(question) as [CallIn<C>];
    client.call(name, asked, { signal: abort.signal }).then(
      (value) => {
        if (!abort.signal.aborted) setAnswer({ question, value, error: null });
      },
      (thrown: unknown) => {
        if (!abort.signal.aborted) setAnswer((old) => ({ question, value: old.value, error: toErrorData(thrown) }));
      },
    );
    return () => abort.abort();
  }, [client, name, question, answered, visible]);

  const again = useCallback(() => setTries((n) => n + 1), []);
  return { value: answer.value, waiting: visible && !answered, error: answered ? answer.error : null, again };
}
