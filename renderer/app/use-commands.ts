/** The commands of the window with their actions, as the stores stand now. */
import { useMemo } from 'react';
import { useActiveGrid } from '../grid/active-grid.ts';
import { useReviewActions, useReviewDesk } from '../investigate/review-desk.ts';
import type { Command } from './commands.ts';
import { useController } from './controller-context.ts';
import { useNotebookCommands } from '../notebook/use-notebook-commands.ts';
import { chooseCase, chooseCaseFiles, chooseCaseFolder, chooseLookFiles, chooseNewCase, pathOf } from './files.ts';
import { chooseNomenclature } from '../quality/choose-nomenclature.ts';
import { useServices } from './services.ts';
import { useSession, type ThemeChoice } from './session.ts';
import { workspaceOf } from './tab-spec.ts';
import { closeTab, openTab, stepTab, useTabs } from './tabs.ts';
import { useWindow } from './window-store.ts';

const THEMES: readonly (readonly [ThemeChoice, string])[] = [
  ['system', 'Theme as the system'],
  ['light', 'Light theme'],
  ['dark', 'Dark theme'],
];

const PICTURE_COMMANDS = [
  ['network', 'Network of exporters and importers', 'graph links parties picture'],
  ['flows', 'Flow map by country', 'world route arcs picture'],
  ['timeline', 'Timeline of the lines', 'months markers picture'],
] as const;

/** Goes to the next or previous region of the window. */
function stepRegion(step: 1 | -1): void {
  const regions = ['.wb-side-host', '.wb-centre', '.wb-inspector-host', '.wb-top'].flatMap((selector) => {
    const element = document.querySelector<HTMLElement>(selector);
    return element ? [element] : [];
  });
  const at = regions.findIndex((region) => region.contains(document.activeElement));
  const next = regions[(at + step + regions.length) % regions.length];
  if (next?.matches('.wb-centre') && useActiveGrid.getState().grid) {
    useActiveGrid.getState().grid?.focus();
    return;
  }
  next?.querySelector<HTMLElement>('button:not([disabled]), input, [tabindex="0"]')?.focus();
}

export function useCommands(): readonly Command[] {
  const controller = useController();
  const { client } = useServices();
  const review = useReviewActions();
  const caseInfo = useSession((s) => s.caseInfo);
  const relations = useSession((s) => s.relations);
  const notebooks = useSession((s) => s.notebooks);
  const notebookCommands = useNotebookCommands();
  const recent = useSession((s) => s.recent);
  const settings = useSession((s) => s.settings);
  const hasLooks = useSession((s) => s.looks.some((l) => l.phase.kind === 'ready'));
  const activeTab = useTabs((s) => s.active);
  const inLook = useTabs((s) => {
    const spec = s.active === null ? undefined : s.specs.get(s.active);
    return spec !== undefined && workspaceOf(spec) === 'look';
  });
  const grid = useActiveGrid((s) => s.grid);

  return useMemo<readonly Command[]>(() => {
    const noCase = caseInfo === null;
    const look = (): void =>
      chooseLookFiles((files) => controller.looks.open(files.map((file) => ({ file, path: pathOf(file) }))));
    const newCase = (): void => chooseNewCase('', (path, name) => void controller.newCase(path, name));
    const sqlWorkspace = hasLooks && (noCase || inLook) ? 'look' : 'case';
    return [
      {
        id: 'look',
        group: 'File',
        title: 'Look at a file…',
        keys: ['Mod+O'],
        words: 'open quick csv parquet',
        run: look,
      },
      { id: 'case.new', group: 'Case', title: 'New case…', words: 'create', run: newCase },
      {
        id: 'case.open',
        group: 'Case',
        title: 'Open a case…',
        keys: ['Mod+Shift+O'],
        run: () => chooseCase((path) => void controller.openCase(path)),
      },
      { id: 'case.sample', group: 'Case', title: 'Open the sample case', run: () => void controller.openSample() },
      {
        id: 'case.add',
        group: 'Case',
        title: 'Add files to the case…',
        keys: ['Mod+Shift+A'],
        disabled: noCase,
        run: () => chooseCaseFiles((paths, setUp) => void controller.addFiles(paths, setUp)),
      },
      {
        id: 'case.setup',
        group: 'Case',
        title: 'Set up files for the case…',
        words: 'intake preview encoding delimiter mapping columns add',
        disabled: noCase,
        run: () => chooseCaseFiles((paths, setUp) => void controller.addFiles(paths, setUp), { setUp: true }),
      },
      {
        id: 'case.folder',
        group: 'Case',
        title: 'Add a folder to the case…',
        words: 'files all directory',
        disabled: noCase,
        run: () => chooseCaseFolder((paths) => void controller.addFiles(paths)),
      },
      {
        id: 'case.layouts',
        group: 'Case',
        title: 'Layouts: how kinds of files are read',
        words: 'settings mapping columns fields encoding',
        disabled: noCase,
        run: () => openTab({ kind: 'layouts', layout: null }),
      },
      {
        id: 'case.rejects',
        group: 'Case',
        title: 'Show rejected records',
        disabled: noCase,
        run: () => openTab({ kind: 'rejects', sourceId: null }),
      },
      {
        id: 'case.quality',
        group: 'Case',
        title: 'Data quality',
        words: 'coverage empty duplicates outliers missing months lead',
        disabled: noCase,
        run: () => openTab({ kind: 'quality', sourceId: null }),
      },
      {
        id: 'case.nomenclature',
        group: 'Case',
        title: 'Import a nomenclature…',
        words: 'hs codes texts tnved cn tariff',
        disabled: noCase,
        run: () => chooseNomenclature(client, () => void controller.refreshCase()),
      },
      {
        id: 'brands.queue',
        group: 'Case',
        title: 'Lines without a brand',
        words: 'brands unattributed review queue decide',
        disabled: noCase,
        run: () => openTab({ kind: 'brands', part: 'queue' }),
      },
      {
        id: 'brands.dictionary',
        group: 'Case',
        title: 'Brand dictionary',
        words: 'alias model owner edit',
        disabled: noCase,
        run: () => openTab({ kind: 'brands', part: 'dictionary' }),
      },
      {
        id: 'case.editions',
        group: 'Case',
        title: 'Compare editions of files',
        words: 'new changed gone re-add',
        disabled: noCase,
        run: () => openTab({ kind: 'editions' }),
      },
      {
        id: 'case.verify',
        group: 'Case',
        title: 'Verify the case',
        words: 'custody hash check proof',
        disabled: noCase,
        run: () => void controller.verify(),
      },
      {
        id: 'investigate.analyze',
        group: 'Investigate',
        title: 'Analyze the case',
        words: 'brands parties screening diversion',
        disabled: noCase,
        run: () => {
          openTab({ kind: 'analysis' });
          void review.analyze();
        },
      },
      {
        id: 'investigate.analysis',
        group: 'Investigate',
        title: 'Show the analysis',
        words: 'brands parties screening lists',
        disabled: noCase,
        run: () => openTab({ kind: 'analysis' }),
      },
      {
        id: 'investigate.parties',
        group: 'Investigate',
        title: 'Review parties',
        words: 'merge duplicates names queue',
        disabled: noCase,
        run: () => openTab({ kind: 'review-parties' }),
      },
      {
        id: 'investigate.hits',
        group: 'Investigate',
        title: 'Review hits on lists',
        words: 'screening sanctions verdict queue',
        disabled: noCase,
        run: () => openTab({ kind: 'review-hits' }),
      },
      {
        id: 'investigate.list',
        group: 'Investigate',
        title: 'Import a list…',
        words: 'watchlist sanctions ofac bis opensanctions screening',
        disabled: noCase,
        run: () => review.chooseLists(),
      },
      {
        id: 'investigate.party',
        group: 'Investigate',
        title: 'Find a party…',
        keys: ['Mod+Shift+F'],
        words: 'company exporter importer search',
        disabled: noCase,
        run: () => useReviewDesk.setState({ searching: true }),
      },
      {
        id: 'case.close',
        group: 'Case',
        title: 'Close the case',
        disabled: noCase,
        run: () => void controller.closeCase(),
      },
      {
        id: 'sql.new',
        group: 'Query',
        title: 'New query',
        keys: ['Mod+E'],
        words: 'sql statement',
        disabled: noCase && !hasLooks,
        run: () => controller.openSql(sqlWorkspace),
      },
      {
        id: 'notebook.new',
        group: 'Case',
        title: 'New notebook',
        words: 'analysis markdown report',
        disabled: noCase,
        run: () => void controller.newNotebook(),
      },
      ...PICTURE_COMMANDS.map(([kind, title, words]): Command => ({
        id: `picture.${kind}`,
        group: 'Case',
        title,
        words,
        disabled: noCase,
        run: () => openTab({ kind }),
      })),
      {
        id: 'table.filter',
        group: 'Table',
        title: 'Filter a column…',
        keys: ['Mod+F'],
        disabled: !grid,
        run: () => grid?.pickFilter(),
      },
      {
        id: 'table.jump',
        group: 'Table',
        title: 'Go to row…',
        keys: ['Mod+G'],
        disabled: !grid,
        run: () => grid?.jump(),
      },
      { id: 'table.columns', group: 'Table', title: 'Choose columns…', disabled: !grid, run: () => grid?.columns() },
      { id: 'table.copy', group: 'Table', title: 'Copy the selection', disabled: !grid, run: () => grid?.copy() },
      {
        id: 'table.sql',
        group: 'Table',
        title: 'Open the view as SQL',
        disabled: !grid?.openSql,
        run: () => grid?.openSql?.(),
      },
      {
        id: 'table.export',
        group: 'Table',
        title: 'Export the view…',
        words: 'csv xlsx excel parquet save',
        disabled: !grid?.exportView,
        run: () => grid?.exportView?.(),
      },
      {
        id: 'table.cancel',
        group: 'Table',
        title: 'Cancel the running query',
        disabled: !grid,
        run: () => grid?.cancel(),
      },
      {
        id: 'view.side',
        group: 'View',
        title: settings.sideBarOpen ? 'Hide the side bar' : 'Show the side bar',
        keys: ['Mod+B'],
        run: () => controller.changeSettings({ sideBarOpen: !settings.sideBarOpen }),
      },
      {
        id: 'view.inspector',
        group: 'View',
        title: settings.inspectorOpen ? 'Hide the inspector' : 'Show the inspector',
        keys: ['Mod+I'],
        run: () => controller.changeSettings({ inspectorOpen: !settings.inspectorOpen }),
      },
      {
        id: 'view.profiles',
        group: 'View',
        title: settings.headerProfiles ? 'Hide profiles in headers' : 'Show profiles in headers',
        words: 'histogram spark',
        run: () => controller.changeSettings({ headerProfiles: !settings.headerProfiles }),
      },
      ...THEMES.map(([theme, title]): Command => ({
        id: `view.theme.${theme}`,
        group: 'View',
        title,
        words: 'colour dark light appearance',
        disabled: settings.theme === theme,
        run: () => controller.changeSettings({ theme }),
      })),
      {
        id: 'view.close',
        group: 'View',
        title: 'Close the tab',
        keys: ['Alt+W'],
        disabled: activeTab === null,
        run: () => activeTab !== null && closeTab(activeTab),
      },
      { id: 'view.next', group: 'View', title: 'Next tab', keys: ['Alt+PageDown'], run: () => stepTab(1) },
      { id: 'view.previous', group: 'View', title: 'Previous tab', keys: ['Alt+PageUp'], run: () => stepTab(-1) },
      { id: 'view.region', group: 'View', title: 'Next part of the window', keys: ['F6'], run: () => stepRegion(1) },
      {
        id: 'view.region.back',
        group: 'View',
        title: 'Previous part of the window',
        keys: ['Shift+F6'],
        run: () => stepRegion(-1),
      },
      {
        id: 'help.palette',
        group: 'Help',
        title: 'Find a command',
        keys: ['Mod+K', 'Mod+Shift+P'],
        run: () => useWindow.setState({ palette: true }),
      },
      { id: 'help.keys', group: 'Help', title: 'Keys', keys: ['F1'], run: () => useWindow.setState({ help: true }) },
      ...relations.map((relation): Command => ({
        id: `go.table.${relation.name}`,
        group: 'Go to',
        title: relation.name,
        words: 'table',
        run: () => controller.openTable('case', relation.name),
      })),
      ...notebookCommands,
      ...notebooks.map((notebook): Command => ({
        id: `go.notebook.${notebook.name}`,
        group: 'Go to',
        title: notebook.title || notebook.name,
        words: 'notebook',
        run: () => controller.openNotebook(notebook.name),
      })),
      ...recent
        .filter((each) => each.path !== caseInfo?.path)
        .map((each): Command => ({
          id: `go.case.${each.path}`,
          group: 'Go to',
          title: `Case ${each.name}`,
          words: `recent ${each.path}`,
          run: () => void controller.openCase(each.path),
        })),
    ];
  }, [
    controller,
    client,
    review,
    caseInfo,
    relations,
    notebooks,
    notebookCommands,
    recent,
    settings,
    hasLooks,
    activeTab,
    inLook,
    grid,
  ]);
}
