/**
 * Which cells of a case may run at the same time: those that do not wait for one another, of one notebook or several.
 *
 * Invariant: whoever waits for a turn holds none, so no two runs wait for each other.
 */
import type { RunOptions } from '../../shared/contract/engine.ts';
import type { Node } from '../../shared/notebook/graph.ts';
import { throwIfAborted } from '../../shared/errors.ts';
import type { NativeEngine } from '../engine/native.ts';

/**
 * Cells at once on one engine. Each holds a thread of Node's pool (four by default) until it ends; one is left for all
 * else that the window asks for meanwhile.
 */
const AT_ONCE = 3;

/** A cell that runs now. */
export interface Turn {
  /** Whose cell it is: ids mean something within one session. */
  readonly of: object;
  readonly node: Node;
}

export class Turns {
  readonly #taken = new Map<Turn, Promise<void>>();

  /**
   * Waits until no cell runs that is in the way, and takes the turn.
   * @param isInTheWay asked again whenever a turn ends
   * @returns gives the turn back
   * @throws CancelledError
   */
  async take(turn: Turn, isInTheWay: (other: Turn) => boolean, signal: RunOptions['signal']): Promise<() => void> {
    for (;;) {
      throwIfAborted(signal, 'The run');
      const inTheWay = [...this.#taken].filter(([other]) => isInTheWay(other)).map(([, ended]) => ended);
      if (inTheWay.length > 0) await untilAborted(Promise.all(inTheWay), signal);
      else if (this.#taken.size >= AT_ONCE) await untilAborted(Promise.race(this.#taken.values()), signal);
      else break;
    }
    let end!: () => void;
    this.#taken.set(turn, new Promise((resolve) => (end = resolve)));
    return () => {
      this.#taken.delete(turn);
      end();
    };
  }
}

/** Waits for an event, or until the signal fires. */
async function untilAborted(event: Promise<unknown>, signal: RunOptions['signal']): Promise<void> {
  if (!signal) return void (await event);
  let stop!: () => void;
  const aborted = new Promise<void>((resolve) => (stop = resolve));
  signal.addEventListener('abort', stop, { once: true });
  try {
    await Promise.race([event, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

const turns = new WeakMap<NativeEngine, Turns>();

/** The turns of an engine; all sessions on it share them. */
export function turnsOf(engine: NativeEngine): Turns {
  const known = turns.get(engine);
  if (known) return known;
  const made = new Turns();
  turns.set(engine, made);
  return made;
}
