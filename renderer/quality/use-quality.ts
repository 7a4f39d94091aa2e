/** The figures of the data-quality page, asked anew when the case or the scope changes; late answers are dropped. */
import { useCallback, useEffect, useState } from 'react';
import type { QualityDetail, QualitySummary } from '../../shared/contract/quality-calls.ts';
import { toErrorData } from '../../shared/errors.ts';
import { useServices } from '../app/services.ts';
import { useSession } from '../app/session.ts';

export interface QualityState {
  /** Null until the first answer; of the scope before while the next is awaited. */
  readonly summary: QualitySummary | null;
  readonly detail: QualityDetail | null;
  readonly error: string | null;
  readonly busy: boolean;
  readonly reload: () => void;
}

interface Answers {
  readonly summary: QualitySummary | null;
  readonly detail: QualityDetail | null;
  readonly error: string | null;
  /** The question that they answer. */
  readonly of: string;
}

export function useQuality(sourceId: string | null): QualityState {
  const { client } = useServices();
  const epoch = useSession((s) => s.epoch);
  const contents = useSession((s) => s.caseInfo?.sources.map((c) => c.source_id).join() ?? '');
  const [asked, setAsked] = useState(0);
  const [answers, setAnswers] = useState<Answers>({ summary: null, detail: null, error: null, of: '' });
  const question = JSON.stringify([sourceId, epoch, contents, asked]);

  useEffect(() => {
    const abort = new AbortController();
    const options = { signal: abort.signal };
    const take = (change: Partial<Answers>): void => {
      if (!abort.signal.aborted) setAnswers((before) => ({ ...before, error: null, of: question, ...change }));
    };
    client
      .call('quality/summary', { source_id: sourceId }, options)
      .then((summary) => {
        take({ summary, detail: null });
        return client.call('quality/detail', { source_id: sourceId }, options);
      })
      .then((detail) => take({ detail }))
      .catch((thrown: unknown) => take({ error: toErrorData(thrown).message }));
    return () => abort.abort();
  }, [client, sourceId, question]);

  const reload = useCallback(() => setAsked((n) => n + 1), []);
  return { ...answers, busy: answers.of !== question, reload };
}
