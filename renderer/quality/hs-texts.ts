/** Texts of HS codes of the open case, for the window. Asked for once per set of rows; cells that wait are told. */
import type { Client } from '../app/client.ts';

export interface HsText {
  readonly text: string;
  /** Digits of the code that the text is of. */
  readonly level: number;
  readonly edition: string;
}

let texts: ReadonlyMap<string, HsText> = new Map();
let asking: AbortController | null = null;
const waiting = new Set<() => void>();

export const hsText = (code: string): HsText | undefined => texts.get(code);

export function onHsTexts(wake: () => void): () => void {
  waiting.add(wake);
  return () => waiting.delete(wake);
}

/** Asks anew; a failure leaves codes without texts, and what failed is told where the table itself fails. */
export function loadHsTexts(client: Client): () => void {
  asking?.abort();
  const ask = new AbortController();
  asking = ask;
  client
    .call('nomenclature/labels', {}, { signal: ask.signal })
    .then((rows) => {
      if (ask.signal.aborted) return;
      texts = new Map(rows.map(({ code, ...rest }) => [code, rest]));
      for (const wake of waiting) wake();
    })
    .catch(() => undefined);
  return () => ask.abort();
}
