/**
 * What the analyst can make the window do, apart from any component: open, add, look, save. It changes the small stores
 * and asks the case process; failures become toasts with advice and, where it helps, a retry.
 */
import { toErrorData } from '../../shared/errors.ts';
import { showFirstRows, type Arrival } from '../arriving/arriving.ts';
import type { WorkspaceId } from '../engine/window-engine.ts';
import { formatCount } from '../grid/format.ts';
import { lookNotebook } from '../../shared/notebook/look-notebook.ts';
import { restoreInvestigation } from '../investigate/investigation.ts';
import { restoreFolds } from '../notebook/folds.ts';
import type { LookFile } from '../look/look-file.ts';
import { lookQueries, lookWork } from '../look/look-work.ts';
import { Looks } from '../look/looks.ts';
import { sendFile } from '../look/send-file.ts';
import { FIRST_NOTEBOOK } from '../notebook/first-notebook.ts';
import { chooseNewCase, chooseTarget, pathOf } from './files.ts';
import { LayoutKeeper } from './layout-keeper.ts';
import type { Services } from './services.ts';
import { readSettings, useSession, type CaseInfo, type Settings } from './session.ts';
import { EMPTY_VIEW, readSavedState, type GridView } from './tab-spec.ts';
import { closeAllTabs, openTab, restoreTabs, useTabs } from './tabs.ts';
import { runTask } from './tasks.ts';
import { addThroughIntake } from '../intake/add-files.ts';
import { showFailure, useToasts } from './toasts.ts';

export class Controller {
  readonly looks: Looks;
  readonly layout: LayoutKeeper;

  constructor(private readonly services: Services) {
    this.looks = new Looks(services);
    this.layout = new LayoutKeeper(services.client);
  }

  /** Asks the host who it is, and opens again what it has open. */
  async start(): Promise<void> {
    const { client } = this.services;
    try {
      const [settings, recent, open] = await Promise.all([
        client.call('app/settings', {}),
        client.call('case/recent', {}),
        client.call('case/info', {}),
      ]);
      // Last, since it tells what was noticed on the way: a damaged file of settings, a case that did not open.
      const info = await client.call('app/info', {});
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
      await this.layout.saveNow();
      await this.services.client.call('case/close', {});
      closeAllTabs();
      const recent = await this.services.client.call('case/recent', {});
      useSession.setState({ caseInfo: null, relations: [], notebooks: [], recent: recent.cases });
    } catch (thrown) {
      showFailure('The case could not be closed', thrown);
    }
  }

  /**
   * Adds files, folders or patterns to the case: at once where there is nothing to ask, else by the intake screen.
   * @param setUp opens the screen in any case
   */
  async addFiles(paths: readonly string[], setUp = false): Promise<void> {
    const { client } = this.services;
    let arriving: Arrival | undefined;
    await addThroughIntake(client, paths, {
      setUp,
      onLoad: (first) => {
        arriving = showFirstRows(client, first);
      },
    });
    arriving?.loaded();
    if (!setUp) await this.refreshCase();
    arriving?.end();
  }

  /** Adds what was dropped: by its path where the host knows it, else copied into the case first. */
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

  /** Tables on screen are asked anew: their rows are others now. */
  tablesChanged(): void {
    useSession.setState(({ epoch }) => ({ epoch: epoch + 1 }));
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
  newNotebook(): Promise<void> {
    return this.addNotebook('notebook.md', FIRST_NOTEBOOK);
  }

  /** Adds a notebook to the case, under this name or the next free one, and opens it. */
  async addNotebook(wanted: string, text: string): Promise<void> {
    const taken = new Set(useSession.getState().notebooks.map((n) => n.name.toLowerCase()));
    const stem =
      wanted
        .replace(/\.md$/, '')
        .replace(/[\p{Cc}<>:"/\\|?*]/gu, '_')
        .replace(/^\.+/, '')
        .slice(0, 120) || 'notebook';
    let name = `${stem}.md`;
    for (let n = 2; taken.has(name.toLowerCase()); n += 1) name = `${stem}-${n}.md`;
    try {
      await this.services.client.call('notebook/save', { name, text, expectedHash: null });
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

  /**
   * Makes a case and adds a looked-at file to it; where its path is not known, its content is copied into the case. The
   * queries and the view go along as a notebook.
   * @param view the statement behind the table where it is sorted or filtered
   */
  makeCaseOf(look: LookFile, view: string | null): void {
    chooseNewCase(stemOf(look.name), (path, name) => {
      const work = view === null && lookQueries().length === 0 ? null : this.notebookOf(look, view);
      void this.newCase(path, name).then(async (made) => {
        if (!made) return;
        await this.addLook(look);
        if (work) await this.addNotebook(`${stemOf(look.name)}.md`, await work);
      });
    });
  }

  /** Saves what was done in the Quick Look where the analyst chooses; no case is needed. */
  saveLookNotebook(look: LookFile, view: string | null): void {
    const text = this.notebookOf(look, view);
    const save = async (path: string): Promise<void> => {
      try {
        const saved = await this.services.client.call('look/saveNotebook', { path, text: await text });
        useToasts.getState().show({ tone: 'success', title: 'The notebook is saved', detail: saved.path });
      } catch (thrown) {
        showFailure('The notebook could not be saved', thrown);
      }
    };
    chooseTarget(`${stemOf(look.name)}.md`, (path) => void save(path), 'Save as notebook');
  }

  /** Adds a looked-at file to the open case. */
  async addLook(look: LookFile): Promise<void> {
    const file = this.looks.fileOf(look.id);
    if (look.path !== null) await this.addFiles([look.path]);
    else if (file) await this.addDropped([file]);
  }

  /** Puts what was done in the Quick Look among the notebooks of the open case. */
  async addLookNotebook(look: LookFile, view: string | null): Promise<void> {
    await this.addNotebook(`${stemOf(look.name)}.md`, await this.notebookOf(look, view));
  }

  private notebookOf(look: LookFile, view: string | null): Promise<string> {
    return lookWork(look, view, (id) => this.looks.fileOf(id)).then(lookNotebook);
  }

  // ---- the case and its state ----------------------------------------------------------------------------------

  private async enter(failure: string, name: string, ask: () => Promise<CaseInfo>): Promise<boolean> {
    if (useSession.getState().caseInfo) await this.layout.saveNow();
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
    await this.layout.whileHeld(async () => {
      // The tabs come with the case in one step: a tab that is opened in between would be taken away again.
      const saved = readSavedState(await this.services.client.call('case/state', {}));
      useSession.setState({ caseInfo, relations: [], notebooks: [] });
      restoreInvestigation(saved?.investigation, caseInfo.synthetic);
      restoreFolds(saved?.folds);
      if (saved) restoreTabs(saved);
      else closeAllTabs();
    });
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
}

/** A file name without its endings. */
const stemOf = (name: string): string => name.replace(/(\.[^.\\/]{1,8}){1,2}$/, '') || name;
