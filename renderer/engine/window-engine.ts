/**
 * What the window needs of an engine: everything but `internal` (trusted SQL never crosses from a window) and `close`
 * (whoever made the engine ends it).
 */
import type { Engine } from '../../shared/contract/engine.ts';

export type WindowEngine = Omit<Engine, 'internal' | 'close'>;

/** Where tables live: the open case, or the sandbox of the Quick Look. */
export interface Workspace {
  readonly id: WorkspaceId;
  readonly label: string;
  readonly engine: WindowEngine;
}
export type WorkspaceId = 'case' | 'look';
