/** Progress and cancel of a long loop. */
import { throwIfAborted } from '../../shared/errors.ts';

export interface ScanProgress {
  /** Of the file on disk. */
  readonly bytes: number;
  readonly totalBytes: number;
  readonly rows: number;
}

export interface ScanHooks {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: ScanProgress) => void) | undefined;
}

const PROGRESS_MS = 100;

export class Pacer {
  private reported = 0;

  constructor(
    private readonly hooks: ScanHooks,
    private readonly what: string,
  ) {}

  /** Call once per piece of work. @throws CancelledError */
  async step(progress: () => ScanProgress): Promise<void> {
    throwIfAborted(this.hooks.signal, this.what);
    const now = Date.now();
    if (this.hooks.onProgress && now - this.reported >= PROGRESS_MS) {
      this.reported = now;
      this.hooks.onProgress(progress());
    }
    // Lets a cancel through where the work has no thread of its own.
    await new Promise((resolve) => setImmediate(resolve));
  }
}
