/**
 * What the analyst can make the window do, apart from any component: open, add, look, save. It changes the small stores
 * and asks the case process; failures become toasts with advice and, where it helps, a retry.
 */
import { toErrorData, WaybillError } from '../../shared/errors.ts';
import type { CallOut } from '../../shared/contract/calls.ts';
import type { EventData } from '../../shared/contract/events.ts';
import { EMPTY_VIEW, readSavedState, type GridView } from './tab-spec.ts';
import { closeAllTabs, closeTab, onTabsChange, openTab, restoreTabs, tabsToSave, useTabs } from './tabs.ts';
import { lookRelationName, type LookFile } from '../look/look-file.ts';
import { mutable } from '../engine/remote.ts';
import type { WorkspaceId } from '../engine/window-engine.ts';
import type { Services } from './services.ts';
import { chooseNewCase, pathOf } from './files.ts';
import { sendFile } from '../look/send-file.ts';
import { readSettings, useSession, type CaseInfo, type Settings } from './session.ts';
import { runTask } from './tasks.ts';
import { showFailure, useToasts } from './toasts.ts';
import { formatCount } from '../grid/format.ts';

type OpenedFile = EventData<'files/opened'>['files'][number];

const FIRST_NOTEBOOK = `---
waybill: 1
title: New notebook
inputs:
  since: { type: date, value: 2022-02-24 }
---
# New notebook

What is the question?

\`\`\`sql name=lines
from shipments
where version_status = 'current' and decl_date >= $since
\`\`\`

\`\`\`sql name=by_exporter
select exporter_name, count(*) as lines, sum(value_usd) as usd
from lines
group by all
order by usd desc
\`\`\`
`;

/** Changes of the layout are saved this long after the last one. */
const SAVE_DELAY_MS = 800;

export class Controller {
  private saving: ReturnType<typeof setTimeout> | undefined;
  /** The files behind the Quick Look, to be given to a case. */
  private readonly lookFiles = new Map<string, File>();
  private readonly lookAborts = new Map<string, AbortController>();
  private restoring = false;

  constructor(private readonly services: Services) {
    onTabsChange(() => this.saveSoon());
  }

  /** Asks the host who it is, and opens again what it has open. */
  async start(): Promise<void> {
    const { client } = this.services;
    try {
      const [info, settings, recent, open] = await Promise.all([
        client.call('app/info', {}),
        client.call('app/settings', {}),
        client.call('case/recent', {}),
        client.call('case/info', {}),
      ]);
      useSession.setState({ connection: 'ready', info, settings: readSettings(settings), recent: recent.cases });
      if (open) await this.enterCase(open);
      else this.warmSandbox();
    } catch (thrown) {
      useSession.setState({ connection: 'lost' });
      showFailure('Waybill could not start its case process', thrown, () => void this.start());
    }
  }

  /** Without a case the first thing is likely a Quick Look: its engine takes a second to start, so it starts early. */
  private warmSandbox(): void {
    requestIdleCallback(() => {
      // Whoever looks at a file starts it again and is told why it failed.
      this.services.sandbox().catch(() => undefined);
    });
  }

  changeSettings(change: Partial<Settings>): void {
    const settings = { ...useSession.getState().settings, ...change };
    useSession.setState({ settings });
    this.services.client
      .call('app/saveSettings', { settings: { ...settings } })
      .catch((thrown: unknown) => showFailure('The settings could not be saved', thrown));
  }

  openCase(path: string): Promise<boolean> {
    return this.enter('The case could not be opened', path, () => this.services.client.call('case/open', { path }));
  }
  newCase(path: string, name: string): Promise<boolean> {
    return this.enter('The case could not be made', name, () => this.services.client.call('case/new', { path, name }));
  }
  openSample(): Promise<boolean> {
    return this.enter('The sample could not be opened', 'Sample case', () =>
      runTask('Opening the sample case', (options) => this.services.client.call('case/sample', {}, options)),
    );
  }

  async closeCase(): Promise<void> {
    try {
      await this.saveNow();
      await this.services.client.call('case/close', {});
      closeAllTabs();
      const recent = await this.services.client.call('case/recent', {});
      useSession.setState({ caseInfo: null, relations: [], notebooks: [], recent: recent.cases });
    } catch (thrown) {
      showFailure('The case could not be closed', thrown);
    }
  }

  /** Adds files to the case, with progress; what was refused is said file by file. */
  async addFiles(files: readonly string[]): Promise<void> {
    if (files.length === 0) return;
    const name = files[0]?.replace(/^.*[\\/]/, '') ?? '';
    const title = files.length === 1 ? `Adding ${name}` : `Adding ${formatCount(files.length)} files`;
    try {
      const results = await runTask(title, (options) =>
        this.services.client.call('case/add', { files: [...files] }, options),
      );
      this.tellAdded(results);
    } catch (thrown) {
      showFailure(`${title} failed`, thrown, () => void this.addFiles(files));
    }
    await this.refreshCase();
  }

  /** Adds files that were dropped: by their path where the host knows it, else copied into the case first. */
  async addDropped(files: readonly File[]): Promise<void> {
    const paths: string[] = [];
    for (const file of files) {
      const known = pathOf(file);
      try {
        paths.push(
          known ?? (await runTask(`Copying ${file.name}`, (options) => sendFile(this.services.client, file, options))),
        );
      } catch (thrown) {
        showFailure(`${file.name} could not be copied into the case`, thrown);
      }
    }
    await this.addFiles(paths);
  }

  private tellAdded(results: CallOut<'case/add'>): void {
    const loaded = results.filter((r): r is Extract<typeof r, { loaded: number }> => 'loaded' in r);
    const refused = results.filter((r): r is Extract<typeof r, { error: string }> => 'error' in r);
    if (loaded.length > 0) {
      const sum = (field: 'read' | 'loaded' | 'rejected'): string =>
        formatCount(loaded.reduce((total, r) => total + r[field], 0));
      useToasts.getState().show({
        tone: 'success',
        title: loaded.length === 1 ? 'The file is in the case' : `${formatCount(loaded.length)} files are in the case`,
        detail: `${sum('read')} records read = ${sum('loaded')} loaded + ${sum('rejected')} rejected.`,
      });
    }
    for (const each of refused.slice(0, 4)) {
      useToasts.getState().show({
        tone: 'failure',
        title: `${each.file.replace(/^.*[\\/]/, '')} was refused`,
        detail: each.error,
      });
    }
  }

  /** Asks anew what is in the case. */
  async refreshCase(): Promise<void> {
    const { client, caseEngine } = this.services;
    try {
      const caseInfo = await client.call('case/info', {});
      if (!caseInfo) return;
      useSession.setState({ caseInfo });
      const relations = await caseEngine.relations();
      useSession.setState({ relations, relationsError: null });
    } catch (thrown) {
      useSession.setState({ relationsError: toErrorData(thrown) });
    }
    try {
      useSession.setState({ notebooks: await client.call('notebook/list', {}) });
    } catch (thrown) {
      showFailure('The notebooks could not be listed', thrown);
    }
  }

  /** Checks the custody chain and every hash, and says what was found. */
  async verify(): Promise<void> {
    try {
      const result = await runTask('Verifying the case', (options) =>
        this.services.client.call('case/verify', {}, options),
      );
      useToasts.getState().show({
        tone: result.ok ? 'success' : 'failure',
        title: result.ok ? 'The case is as it was recorded' : 'The case is not as it was recorded',
        detail: result.ok
          ? `${formatCount(result.entries)} custody entries and all hashes checked.`
          : result.problems.slice(0, 5).join(' '),
      });
    } catch (thrown) {
      showFailure('The case could not be verified', thrown);
    }
  }

  /** After a statement, which may have made or dropped a table. */
  async refreshRelations(): Promise<void> {
    try {
      useSession.setState({ relations: await this.services.caseEngine.relations(), relationsError: null });
    } catch (thrown) {
      useSession.setState({ relationsError: toErrorData(thrown) });
    }
  }

  /** Makes a notebook with a first query and opens it. */
  async newNotebook(): Promise<void> {
    const taken = new Set(useSession.getState().notebooks.map((n) => n.name));
    let name = 'notebook.md';
    for (let n = 2; taken.has(name); n += 1) name = `notebook-${n}.md`;
    try {
      await this.services.client.call('notebook/save', { name, text: FIRST_NOTEBOOK, expectedHash: null });
      useSession.setState({ notebooks: await this.services.client.call('notebook/list', {}) });
      this.openNotebook(name);
    } catch (thrown) {
      showFailure('The notebook could not be made', thrown);
    }
  }

  openNotebook(name: string): void {
    const title = useSession.getState().notebooks.find((n) => n.name === name)?.title;
    openTab({ kind: 'notebook', name }, title ? { title } : {});
  }

  openTable(workspace: WorkspaceId, relation: string, view?: Partial<GridView>): void {
    openTab({ kind: 'table', workspace, relation }, view ? { view: { ...EMPTY_VIEW, ...view } } : {});
  }

  openSql(workspace: WorkspaceId, text = '', title?: string): void {
    const count = [...useTabs.getState().specs.values()].filter((s) => s.kind === 'sql').length;
    openTab({ kind: 'sql', workspace, title: title ?? `Query ${count + 1}`, text });
  }

  // ---- Quick Look ----------------------------------------------------------------------------------------------

  /** Looks at files in the sandbox, one tab each. Nothing is written. */
  lookAt(files: readonly { readonly file: File; readonly path: string | null }[]): void {
    for (const { file, path } of files) {
      const taken = new Set(useSession.getState().looks.map((l) => l.relation));
      const relation = lookRelationName(file.name, taken);
      const look: LookFile = {
        id: relation,
        name: file.name,
        bytes: file.size,
        relation,
        phase: { kind: 'loading', progress: null },
        preview: null,
        path,
      };
      useSession.setState(({ looks }) => ({ looks: [...looks, look] }));
      openTab({ kind: 'look', lookId: look.id }, { title: file.name });
      this.lookFiles.set(look.id, file);
      void this.loadLook(look, file);
    }
  }

  /** Files that the analyst opened from outside the window: added to the open case on request, looked at at once. */
  async lookAtOpened(files: readonly OpenedFile[]): Promise<void> {
    for (const opened of files) {
      try {
        const sandbox = await this.services.sandbox();
        const limit = sandbox.engine.capabilities.maxSourceBytes;
        if (limit !== null && opened.bytes > limit) {
          this.showTooLarge(opened, limit);
          continue;
        }
        const answer = await fetch(opened.url);
        if (!answer.ok) throw new WaybillError('file/missing', `${opened.path} cannot be read. Is it still there?`);
        this.lookAt([{ file: new File([await answer.blob()], opened.name), path: opened.path }]);
      } catch (thrown) {
        showFailure(`${opened.name} could not be opened`, thrown);
      }
    }
  }

  private showTooLarge(opened: OpenedFile, limit: number): void {
    const relation = lookRelationName(opened.name, new Set(useSession.getState().looks.map((l) => l.relation)));
    const look: LookFile = {
      id: relation,
      name: opened.name,
      bytes: opened.bytes,
      relation,
      phase: { kind: 'tooLarge', limit },
      preview: null,
      path: opened.path,
    };
    useSession.setState(({ looks }) => ({ looks: [...looks, look] }));
    openTab({ kind: 'look', lookId: look.id }, { title: opened.name });
  }

  private patchLook(id: string, change: Partial<LookFile>): void {
    useSession.setState(({ looks }) => ({ looks: looks.map((l) => (l.id === id ? { ...l, ...change } : l)) }));
  }

  private async loadLook(look: LookFile, file: File): Promise<void> {
    const abort = new AbortController();
    this.lookAborts.set(look.id, abort);
    try {
      const sandbox = await this.services.sandbox();
      const limit = sandbox.engine.capabilities.maxSourceBytes;
      if (limit !== null && file.size > limit) {
        this.patchLook(look.id, { phase: { kind: 'tooLarge', limit } });
        return;
      }
      const { rows, rejected } = await sandbox.open(file, look.relation, {
        signal: abort.signal,
        onProgress: (progress) => {
          if (!abort.signal.aborted) this.patchLook(look.id, { phase: { kind: 'loading', progress } });
        },
        onFirstRows: (columns, page) => this.patchLook(look.id, { preview: { columns, page } }),
      });
      this.patchLook(look.id, { phase: { kind: 'ready', rows, rejected } });
      useSession.setState({ lookRelations: await sandbox.engine.relations() });
    } catch (thrown) {
      if (abort.signal.aborted) this.patchLook(look.id, { phase: { kind: 'cancelled' } });
      else if (thrown instanceof WaybillError && thrown.code === 'sandbox/too-large') {
        this.patchLook(look.id, { phase: { kind: 'tooLarge', limit: file.size } });
      } else this.patchLook(look.id, { phase: { kind: 'failed', error: toErrorData(thrown) } });
    } finally {
      this.lookAborts.delete(look.id);
    }
  }

  cancelLook(id: string): void {
    this.lookAborts.get(id)?.abort();
  }

  /** Makes a case and adds a looked-at file to it; where its path is not known, its content is copied into the case. */
  makeCaseOf(look: LookFile): void {
    chooseNewCase(look.name.replace(/\.[^.]+$/, ''), (path, name) => {
      void this.newCase(path, name).then((made) => {
        if (!made) return;
        const file = this.lookFiles.get(look.id);
        if (look.path !== null) void this.addFiles([look.path]);
        else if (file) void this.addDropped([file]);
      });
    });
  }

  /** Closes the tabs of a looked-at file and forgets its table. */
  async closeLook(id: string): Promise<void> {
    this.cancelLook(id);
    for (const [tab, spec] of useTabs.getState().specs) if (spec.kind === 'look' && spec.lookId === id) closeTab(tab);
    this.lookFiles.delete(id);
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

  // ---- the case and its state ----------------------------------------------------------------------------------

  private async enter(failure: string, name: string, ask: () => Promise<CaseInfo>): Promise<boolean> {
    if (useSession.getState().caseInfo) await this.saveNow();
    useSession.setState({ opening: name });
    try {
      await this.enterCase(await ask());
      return true;
    } catch (thrown) {
      showFailure(failure, thrown);
      return false;
    } finally {
      useSession.setState({ opening: null });
    }
  }

  private async enterCase(caseInfo: CaseInfo): Promise<void> {
    this.restoring = true;
    try {
      // The tabs come with the case in one step: a tab that is opened in between would be taken away again.
      const saved = readSavedState(await this.services.client.call('case/state', {}));
      useSession.setState({ caseInfo, relations: [], notebooks: [] });
      if (saved) restoreTabs(saved);
      else closeAllTabs();
    } finally {
      this.restoring = false;
    }
    await this.refreshCase();
    const [story] = useSession.getState().notebooks;
    // The sample is there to tell its story; it does so until the analyst has arranged the window otherwise.
    if (caseInfo.synthetic && story && useTabs.getState().specs.size === 0) this.openNotebook(story.name);
  }

  /** After the case process was started anew: opens the case again; the tabs ask their questions again. */
  async reopenAfterLoss(): Promise<void> {
    const { caseInfo } = useSession.getState();
    useSession.setState({ connection: 'ready' });
    if (!caseInfo) return;
    try {
      await this.services.client.call('case/open', { path: caseInfo.path });
      await this.refreshCase();
      useSession.setState(({ epoch }) => ({ epoch: epoch + 1 }));
      useToasts.getState().show({
        tone: 'success',
        title: 'The case is open again',
        detail: 'Its process had ended and was started anew. Nothing that was kept is lost.',
      });
    } catch (thrown) {
      showFailure('The case could not be opened again', thrown, () => void this.reopenAfterLoss());
    }
  }

  private saveSoon(): void {
    if (this.restoring || !useSession.getState().caseInfo) return;
    clearTimeout(this.saving);
    this.saving = setTimeout(() => void this.saveNow(), SAVE_DELAY_MS);
  }

  /** Saves the arrangement of the window in the case. A full disk costs the arrangement and is said once. */
  async saveNow(): Promise<void> {
    clearTimeout(this.saving);
    if (this.restoring || !useSession.getState().caseInfo || useSession.getState().connection !== 'ready') return;
    try {
      await this.services.client.call('case/saveState', { state: mutable({ ...tabsToSave() }) });
    } catch (thrown) {
      showFailure('The layout of the window could not be saved', thrown);
    }
  }
}
