/** The worker's side of pieces.ts. */
import { toErrorData } from '../../shared/errors.ts';
import type { PieceAnswer } from './pieces.ts';

interface WorkerScope {
  onmessage: ((event: MessageEvent<{ start: unknown } | { next: true }>) => void) | null;
  postMessage(message: unknown, transfer: Transferable[]): void;
}

/**
 * Answers `start` and each `next` with one piece.
 * @param make     makes the pieces of what `start` names
 * @param transfer what of a piece is moved, not copied
 */
export function servePieces<S, P>(make: (start: S) => AsyncGenerator<P>, transfer: (piece: P) => Transferable[]): void {
  const scope = self as unknown as WorkerScope;
  let pieces: AsyncGenerator<P> | null = null;
  const answer = async (): Promise<void> => {
    try {
      const { done, value } = await pieces!.next();
      const message: PieceAnswer<P> = done ? { done: true } : { piece: value };
      scope.postMessage(message, done ? [] : transfer(value));
    } catch (error) {
      scope.postMessage({ failed: toErrorData(error) }, []);
    }
  };
  scope.onmessage = ({ data }) => {
    if ('start' in data) pieces = make(data.start as S);
    void answer();
  };
}
