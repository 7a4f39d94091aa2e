/** Reads a queue, again whenever parties or hits were made anew; the one before stays until the next is there. */
import { useCallback, useEffect, useState } from 'react';
import { toErrorData, type ErrorData } from '../../shared/errors.ts';
import { useReviewDesk } from './review-desk.ts';

export interface QueueState<T> {
  readonly data: T | null;
  readonly error: ErrorData | null;
  /** Changes what is shown before the other side has answered. */
  readonly patch: (change: (data: T) => T) => void;
  readonly retry: () => void;
}

/** @param read must keep its identity while it asks the same */
export function useQueue<T>(read: (signal: AbortSignal) => Promise<T>): QueueState<T> {
  const revision = useReviewDesk((s) => s.revision);
  const [attempt, setAttempt] = useState(0);
  const [data, setData] = useState<T | null>(null);
  const [error, setError] = useState<ErrorData | null>(null);
  useEffect(() => {
    const abort = new AbortController();
    read(abort.signal)
      .then((next) => {
        if (abort.signal.aborted) return;
        setData(next);
        setError(null);
      })
      .catch((thrown: unknown) => {
        if (!abort.signal.aborted) setError(toErrorData(thrown));
      });
    return () => abort.abort();
  }, [read, revision, attempt]);
  const patch = useCallback(
    (change: (data: T) => T) => setData((before) => (before === null ? null : change(before))),
    [],
  );
  const retry = useCallback(() => setAttempt((n) => n + 1), []);
  return { data, error, patch, retry };
}
