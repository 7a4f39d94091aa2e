/** What the Quick Look needs of the sandbox engine beyond what every engine can do. */
import type { Progress } from '../../shared/contract/engine.ts';
import type { ColumnInfo, ColumnPage } from '../../shared/contract/values.ts';
import type { WindowEngine } from '../engine/window-engine.ts';

export interface SandboxOpenOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
  readonly onFirstRows: (columns: readonly ColumnInfo[], page: ColumnPage) => void;
}

export interface Sandbox {
  readonly engine: WindowEngine;
  /**
   * Reads a file into a table of the sandbox. Nothing is written anywhere.
   * @throws WaybillError 'sandbox/too-large' and others; CancelledError
   */
  open(file: File, relation: string, options: SandboxOpenOptions): Promise<{ rows: number; rejected: number }>;
  /** Reads the first rows and no more, of a file of any size. */
  peek(file: File, options: Pick<SandboxOpenOptions, 'signal' | 'onFirstRows'>): Promise<void>;
  /** Forgets the table of a file. */
  close(relation: string): Promise<void>;
}
