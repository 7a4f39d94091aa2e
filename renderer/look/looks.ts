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
import type { SandboxOpenOptions } from './sandbox.ts';

/** How a file is had: from the window itself, or from the host. */
interface Content {
  readonly whole: (signal: AbortSignal) => Promise<File>;
  /** At least its beginning. */
  readonly head: (signal: AbortSignal) => Promise<File>;
}

/** More than first rows are guessed from. */
const HEAD_BYTES = 1024 * 1024;

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
    for (const { file, path } of files) {
      const same = (): Promise<File> => Promise.resolve(file);
      this.begin(file.name, file.size, path, { whole: same, head: same });
    }
  }

  /** Files that the analyst opened from outside the window: looked at at once, added to a case on request. */
  openHandedOver({ files, problems }: EventData<'files/opened'>): void {
    for (const { name, bytes, path, url } of files) {
      const ask = async (signal: AbortSignal, headers: Record<string, string>): Promise<File> => {
        const answer = await fetch(url, { signal, headers });
        if (!answer.ok) throw new WaybillError('file/missing', `${path} cannot be read. Is it still there?`);
        return new File([await answer.blob()], name);
      };
      this.begin(name, bytes, path, {
        whole: (signal) => ask(signal, {}),
        head: (signal) => ask(signal, { Range: `bytes=0-${HEAD_BYTES - 1}` }),
      });
    }
    for (const problem of problems) {
      showFailure('A file could not be opened', new WaybillError('file/missing', problem));
    }
  }

  private begin(name: string, bytes: number, path: string | null, content: Content): void {
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

  private async load(look: LookFile, content: Content): Promise<void> {
    const abort = new AbortController();
    this.aborts.set(look.id, abort);
    try {
      const sandbox = await this.services.sandbox();
      const limit = sandbox.engine.capabilities.maxSourceBytes;
      const onFirstRows: SandboxOpenOptions['onFirstRows'] = (columns, page) =>
        this.patch(look.id, { preview: { columns, page } });
      if (limit !== null && look.bytes > limit) {
        this.patch(look.id, { phase: { kind: 'tooLarge', limit } });
        const file = await content.head(abort.signal);
        if (file.size === look.bytes) this.files.set(look.id, file);
        // A glimpse that fails costs the glimpse; a case that is made of the file tells why.
        await sandbox.peek(file, { signal: abort.signal, onFirstRows }).catch(() => undefined);
        return;
      }
      const file = await content.whole(abort.signal);
      this.files.set(look.id, file);
      const { rows, rejected } = await sandbox.open(file, look.relation, {
        signal: abort.signal,
        onProgress: (progress) => {
          if (!abort.signal.aborted) this.patch(look.id, { phase: { kind: 'loading', progress } });
        },
        onFirstRows,
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
