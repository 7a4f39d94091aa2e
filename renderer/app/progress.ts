/** What can be said of a progress: rate and time left. Pure. */
import type { Progress } from '../../shared/contract/engine.ts';

export interface Pace {
  /** 0..1, or null where the end is not known. */
  readonly fraction: number | null;
  /** Units per second since the beginning; null at the start, when a rate would be a guess. */
  readonly bytesPerSecond: number | null;
  readonly rowsPerSecond: number | null;
  readonly secondsLeft: number | null;
}

/** A rate is given after this long. */
const SETTLED_SECONDS = 1;

/** @param seconds since the work began */
export function paceOf(progress: Progress | null, seconds: number): Pace {
  if (!progress) return { fraction: null, bytesPerSecond: null, rowsPerSecond: null, secondsLeft: null };
  const { bytes, totalBytes, rows } = progress;
  const fraction = progress.fraction ?? (bytes !== undefined && totalBytes ? Math.min(1, bytes / totalBytes) : null);
  const settled = seconds >= SETTLED_SECONDS;
  return {
    fraction,
    bytesPerSecond: settled && bytes !== undefined ? bytes / seconds : null,
    rowsPerSecond: settled && rows !== undefined ? rows / seconds : null,
    secondsLeft: settled && fraction !== null && fraction > 0.01 ? (seconds / fraction) * (1 - fraction) : null,
  };
}
