/**
 * The files of the Quick Look: opening, loading, closing them. Each has a tab and, when it is read, a table in the
 * sandbox. Nothing is written; a failure is shown in the file's own tab.
 */
import { toErrorData, WaybillError } from '../../shared/errors.ts';
import type { EventData } from '../../shared/contract/events.ts';
import type { Services } from '../app/services.ts';
import { useSession } from '../app/session.ts';
import { closeTab, openTab, useTabs } from '../app/tabs.ts';
import { showFailure } from '../app/toasts.ts';
import { lookRelationName, type LookFile } from './look-file.ts';

export class Looks {
  /** To be given to a case. */
  private readonly files = new Map<string, File>();
  private readonly aborts = new Map<string, AbortController>();

  constructor(private readonly services: Services) {}

  fileOf(id: string): File | undefined {
    return this.files.get(id);
  }

  /** Looks at files in the sandbox, one tab each. Nothing is written. */
  open(files: readonly { readonly file: File; readonly path: string | null }[]): void {
    for (const { file, path } of files) this.begin(file.name, file.size, path, () => Promise.resolve(file));
  }

  /** Files that the analyst opened from outside the window: looked at at once, added to a case on request. */
  openHandedOver({ files, problems }: EventData<'files/opened'>): void {
    for (const { name, bytes, path, url } of files) {
      this.begin(name, bytes, path, async (signal) => {
        const answer = await fetch(url, { signal });
        if (!answer.ok) throw new WaybillError('file/missing', `${path} cannot be read. Is it still there?`);
        return new File([await answer.blob()], name);
      });
    }
    for (const problem of problems) {
      showFailure('A file could not be opened', new WaybillError('file/missing', problem));
    }
  }

  private begin(
    name: string,
    bytes: number,
    path: string | null,
    content: (signal: AbortSignal) => Promise<File>,
  ): void {
    const taken = new Set(useSession.getState().looks.map((l) => l.relation));
    const relation = lookRelationName(name, taken);
    const phase = { kind: 'loading', progress: null } as const;
    const look: LookFile = { id: relation, name, bytes, relation, phase, preview: null, path };
    useSession.setState(({ looks }) => ({ looks: [...looks, look] }));
    openTab({ kind: 'look', lookId: look.id }, { title: name });
    void this.load(look, content);
  }

  private patch(id: string, change: Partial<LookFile>): void {
    useSession.setState(({ looks }) => ({ looks: looks.map((l) => (l.id === id ? { ...l, ...change } : l)) }));
  }

  private async load(look: LookFile, content: (signal: AbortSignal) => Promise<File>): Promise<void> {
    const abort = new AbortController();
    this.aborts.set(look.id, abort);
    try {
      const sandbox = await this.services.sandbox();
      const limit = sandbox.engine.capabilities.maxSourceBytes;
      if (limit !== null && look.bytes > limit) {
        this.patch(look.id, { phase: { kind: 'tooLarge', limit } });
        // Kept for the case that may be made of it.
        if (look.path === null) this.files.set(look.id, await content(abort.signal));
        return;
      }
      const file = await content(abort.signal);
      this.files.set(look.id, file);
      const { rows, rejected } = await sandbox.open(file, look.relation, {
        signal: abort.signal,
        onProgress: (progress) => {
          if (!abort.signal.aborted) this.patch(look.id, { phase: { kind: 'loading', progress } });
        },
        onFirstRows: (columns, page) => this.patch(look.id, { preview: { columns, page } }),
      });
      this.patch(look.id, { phase: { kind: 'ready', rows, rejected } });
      useSession.setState({ lookRelations: await sandbox.engine.relations() });
    } catch (thrown) {
      if (abort.signal.aborted) this.patch(look.id, { phase: { kind: 'cancelled' } });
      else if (thrown instanceof WaybillError && thrown.code === 'sandbox/too-large') {
        this.patch(look.id, { phase: { kind: 'tooLarge', limit: look.bytes } });
      } else this.patch(look.id, { phase: { kind: 'failed', error: toErrorData(thrown) } });
    } finally {
      this.aborts.delete(look.id);
    }
  }

  cancel(id: string): void {
    this.aborts.get(id)?.abort();
  }

  /** Closes the tabs of a looked-at file and forgets its table. */
  async close(id: string): Promise<void> {
    this.cancel(id);
    for (const [tab, spec] of useTabs.getState().specs) if (spec.kind === 'look' && spec.lookId === id) closeTab(tab);
    this.files.delete(id);
    const look = useSession.getState().looks.find((l) => l.id === id);
    useSession.setState(({ looks }) => ({ looks: looks.filter((l) => l.id !== id) }));
    if (!look || look.phase.kind !== 'ready') return;
    try {
      const sandbox = await this.services.sandbox();
      await sandbox.close(look.relation);
      useSession.setState({ lookRelations: await sandbox.engine.relations() });
    } catch (thrown) {
      showFailure('The file could not be closed', thrown);
    }
  }
}
