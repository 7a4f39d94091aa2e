/**
 * Pieces of a file, made in a worker of their own so that the window stays free, and handed over one at a time: the
 * worker is one piece ahead and no more, so memory holds two.
 */
import { fromErrorData, type ErrorData } from '../../shared/errors.ts';

/** What a worker answers to `next`. */
export type PieceAnswer<P> = { readonly piece: P } | { readonly done: true } | { readonly failed: ErrorData };

/**
 * Asks a worker for its pieces until there are no more, then ends it; also when the loop is left early.
 * @param start the first message, which tells the worker what to read
 */
export async function* piecesOf<P>(worker: Worker, start: unknown): AsyncGenerator<P> {
  const ask = (message: unknown): Promise<PieceAnswer<P>> =>
    new Promise((resolve, reject) => {
      worker.onmessage = (event: MessageEvent<PieceAnswer<P>>) => resolve(event.data);
      worker.onerror = (event) => reject(new Error(event.message));
      worker.postMessage(message);
    });
  try {
    let answer = await ask({ start });
    for (;;) {
      if ('failed' in answer) throw fromErrorData(answer.failed);
      if ('done' in answer) return;
      // The worker makes the next one while this one is used.
      const next = ask({ next: true });
      next.catch(() => undefined);
      yield answer.piece;
      answer = await next;
    }
  } finally {
    worker.terminate();
  }
}
