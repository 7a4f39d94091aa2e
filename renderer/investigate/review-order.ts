/** Which card comes next in a queue. Pure. */

export interface Queued {
  readonly key: string;
  readonly done: boolean;
}

/** The card one step away, whether decided or not; the same at either end. */
export function stepFrom(items: readonly Queued[], at: string | null, step: 1 | -1): string | null {
  const index = items.findIndex((item) => item.key === at);
  if (index < 0) return items[0]?.key ?? null;
  return (items[Math.min(items.length - 1, Math.max(0, index + step))] ?? null)?.key ?? null;
}

/**
 * The card to look at after this one: the next that waits, from here to the end and then from the beginning; skipped ones
 * only when no other waits. Stays where nothing waits.
 */
export function nextOpen(items: readonly Queued[], at: string | null, skipped: ReadonlySet<string>): string | null {
  const index = items.findIndex((item) => item.key === at);
  const around = [...items.slice(index + 1), ...items.slice(0, Math.max(0, index))];
  const waiting = around.filter((item) => !item.done);
  return (waiting.find((item) => !skipped.has(item.key)) ?? waiting[0])?.key ?? at ?? items[0]?.key ?? null;
}

/** Where to be in a queue that was read again: on the same card, else on the first that waits, else on the first. */
export function keepPlace(items: readonly Queued[], at: string | null): string | null {
  if (at !== null && items.some((item) => item.key === at)) return at;
  return (items.find((item) => !item.done) ?? items[0])?.key ?? null;
}
