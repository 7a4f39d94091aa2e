/** Asks the case process when a component appears, and again when what it depends on changes. */
import { useEffect, useRef, useState } from 'react';
import { toErrorData } from '../../shared/errors.ts';
import type { Asked } from './SidePanel.tsx';

/**
 * @param key what the answer depends on; an answer for another key is not shown
 * @param ask must not change by itself: its identity is not looked at
 */
export function useAsked<T>(key: string, ask: (signal: AbortSignal) => Promise<T>): Asked<T> {
  const asking = useRef(ask);
  useEffect(() => {
    asking.current = ask;
  });
  const [answer, setAnswer] = useState<{ readonly key: string; readonly asked: Asked<T> } | null>(null);
  useEffect(() => {
    const abort = new AbortController();
    asking
      .current(abort.signal)
      .then((value) => setAnswer({ key, asked: { kind: 'there', value } }))
      .catch((thrown: unknown) => {
        if (abort.signal.aborted) return;
        setAnswer({ key, asked: { kind: 'failed', message: toErrorData(thrown).message } });
      });
    return () => abort.abort();
  }, [key]);
  return answer?.key === key ? answer.asked : { kind: 'waiting' };
}
