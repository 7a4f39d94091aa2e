/** Asks for previews while settings are changed: the last question counts, the picture before it stays until then. */
import { useEffect, useState } from 'react';
import type { CallIn, CallOut } from '../../shared/contract/calls.ts';
import type { ReadChoice } from '../../shared/intake/read-choice.ts';
import { toErrorData, type ErrorData } from '../../shared/errors.ts';
import { useServices } from '../app/services.ts';
import type { Mapping, Preview } from './intake-model.ts';

/** Typing is waited for. */
const PAUSE_MS = 120;
/** Records of one preview. */
export const PREVIEW_RECORDS = 300;

export interface Asked<T> {
  readonly value: T | null;
  readonly error: ErrorData | null;
  /** Whether the value is that of an earlier question. */
  readonly busy: boolean;
}

type Question = 'intake/preview' | 'intake/map';

/** @param input null asks nothing */
function useAsked<C extends Question>(name: C, input: CallIn<C> | null): Asked<CallOut<C>> {
  const { client } = useServices();
  const key = input === null ? null : JSON.stringify(input);
  const [state, setState] = useState<{ key: string | null; value: CallOut<C> | null; error: ErrorData | null }>({
    key: null,
    value: null,
    error: null,
  });
  useEffect(() => {
    if (key === null) return undefined;
    const abort = new AbortController();
    const timer = setTimeout(() => {
      client.call(name, JSON.parse(key) as CallIn<C>, { signal: abort.signal }).then(
        (value) => {
          if (!abort.signal.aborted) setState({ key, value, error: null });
        },
        (thrown: unknown) => {
          if (!abort.signal.aborted) setState((before) => ({ key, value: before.value, error: toErrorData(thrown) }));
        },
      );
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [client, name, key]);
  return { value: state.value, error: state.key === key ? state.error : null, busy: state.key !== key };
}

export const usePreview = (file: string, choice: ReadChoice, from: number): Asked<Preview> =>
  useAsked('intake/preview', { file, choice, from, count: PREVIEW_RECORDS });

/** @param wanted false asks nothing */
export const useMapping = (
  file: string,
  choice: ReadChoice,
  map: Readonly<Record<string, string>>,
  wanted: boolean,
): Asked<Mapping> => useAsked('intake/map', wanted ? { file, choice, map: { ...map } } : null);
