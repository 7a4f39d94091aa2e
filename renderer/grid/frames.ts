/** Work that is spread over frames, so that the window can draw and answer between its pieces. */

/** @returns what runs each piece in a frame of its own, in the order in which they were given */
export function takeTurns(): (piece: () => void) => Promise<void> {
  let last = Promise.resolve();
  return (piece) => {
    const turn = last.then(nextFrame).then(piece);
    last = turn.catch(() => undefined);
    return turn;
  };
}

const nextFrame = (): Promise<void> => new Promise((resolve) => requestAnimationFrame(() => resolve()));
