/** The frame of the window: bar, side bar, tabs, inspector, status line, and what lies over them. */
import { useCallback, useState } from 'react';
import { Menu } from '@mantine/core';
import {
  ChevronDown,
  CircleHelp,
  FolderInput,
  Monitor,
  Moon,
  PanelLeft,
  PanelRight,
  Search,
  Sun,
  Upload,
} from 'lucide-react';
import { useActiveGrid } from '../grid/active-grid.ts';
import { PartySearch } from '../investigate/PartySearch.tsx';
import { ScreeningListDialog } from '../investigate/ScreeningListDialog.tsx';
import { Inspector } from '../inspector/Inspector.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { PanelBoundary } from '../ui/PanelBoundary.tsx';
import { mac } from '../ui/platform.ts';
import { Resizer } from '../ui/Resizer.tsx';
import { CaseHome } from './CaseHome.tsx';
import { CommandPalette } from './CommandPalette.tsx';
import { keysText } from './commands.ts';
import { useController } from './controller-context.ts';
import { Dock } from './Dock.tsx';
import { FileChooser } from './FileChooser.tsx';
import { chooseCase, chooseCaseFiles, chooseLookFiles, chooseNewCase, pathOf } from './files.ts';
import { HelpSheet } from './HelpSheet.tsx';
import { useSession, type Settings, type ThemeChoice } from './session.ts';
import { SideBar } from './SideBar.tsx';
import { StatusBar } from './StatusBar.tsx';
import { TabPanel } from './TabPanel.tsx';
import { RecipePicker } from '../notebook/RecipePicker.tsx';
import { openTab, useTabs } from './tabs.ts';
import { workspaceOf } from './tab-spec.ts';
import { Tasks } from './Tasks.tsx';
import { useTasks } from './tasks.ts';
import { Toasts } from './Toasts.tsx';
import { useCommands } from './use-commands.ts';
import { useDrop } from './use-drop.ts';
import { useKeys } from './use-keys.ts';
import { Mark, Welcome } from './Welcome.tsx';
import { useWindow } from './window-store.ts';

const THEME_ICONS = { system: Monitor, light: Sun, dark: Moon } as const;
const NEXT_THEME: Readonly<Record<ThemeChoice, ThemeChoice>> = { system: 'light', light: 'dark', dark: 'system' };
const THEME_NAMES: Readonly<Record<ThemeChoice, string>> = { system: 'as the system', light: 'light', dark: 'dark' };

export function Shell() {
  const controller = useController();
  const commands = useCommands();
  useKeys(commands, mac);
  const palette = useWindow((s) => s.palette);
  const help = useWindow((s) => s.help);
  const chooser = useWindow((s) => s.chooser);
  const settings = useSession((s) => s.settings);
  const [drag, setDrag] = useState<Partial<Settings>>({});
  const sideWidth = drag.sideBarWidth ?? settings.sideBarWidth;
  const inspectorWidth = drag.inspectorWidth ?? settings.inspectorWidth;

  const hasCase = useSession((s) => s.caseInfo !== null);
  const take = useCallback(
    (files: readonly File[], zone: 'look' | 'case') => {
      if (zone === 'case') void controller.addDropped(files);
      else controller.looks.open(files.map((file) => ({ file, path: pathOf(file) })));
    },
    [controller],
  );
  const over = useDrop(take);

  const keepWidth = (change: Partial<Settings>): void => {
    controller.changeSettings(change);
    setDrag({});
  };

  return (
    <div className="wb-window">
      <TopBar />
      <div className="wb-body">
        {settings.sideBarOpen && (
          <nav className="wb-side-host" style={{ width: sideWidth }} aria-label="Case">
            <PanelBoundary name="The side bar">
              <SideBarHost />
            </PanelBoundary>
            <Resizer
              label="Width of the side bar"
              value={sideWidth}
              min={180}
              max={560}
              direction={1}
              onChange={(sideBarWidth) => setDrag({ sideBarWidth })}
              onDone={(sideBarWidth) => keepWidth({ sideBarWidth })}
            />
          </nav>
        )}
        <main className="wb-centre" aria-label="Tabs">
          <Dock panel={TabPanel} watermark={Watermark} />
        </main>
        {settings.inspectorOpen && (
          <aside className="wb-inspector-host" style={{ width: inspectorWidth }} aria-label="Inspector">
            <Resizer
              label="Width of the inspector"
              value={inspectorWidth}
              min={220}
              max={720}
              direction={-1}
              onChange={(width) => setDrag({ inspectorWidth: width })}
              onDone={(width) => keepWidth({ inspectorWidth: width })}
            />
            <PanelBoundary name="The inspector">
              <InspectorHost />
            </PanelBoundary>
          </aside>
        )}
      </div>
      <StatusHost />
      <div className="wb-corner">
        <Toasts />
        <Tasks />
      </div>
      <CommandPalette
        opened={palette}
        commands={commands}
        mac={mac}
        onClose={() => useWindow.setState({ palette: false })}
      />
      <HelpSheet opened={help} commands={commands} mac={mac} onClose={() => useWindow.setState({ help: false })} />
      <FileChooser request={chooser} onClose={() => useWindow.setState({ chooser: null })} />
      <PartySearch />
      <ScreeningListDialog />
      <RecipePicker />
      {over && (
        <div className="wb-drop" aria-hidden>
          <div data-over={over === 'look' || undefined}>
            <Upload size={30} strokeWidth={1.5} />
            <p className="wb-strong">Drop to look at it</p>
            <p>Nothing is written to disk.</p>
          </div>
          {hasCase && (
            <div data-drop="case" data-over={over === 'case' || undefined}>
              <FolderInput size={30} strokeWidth={1.5} />
              <p className="wb-strong">Drop to add it to the case</p>
              <p>Hashed, read and kept.</p>
            </div>
          )}
        </div>
      )}
    </div>
  );
}

function TopBar() {
  const controller = useController();
  const caseInfo = useSession((s) => s.caseInfo);
  const settings = useSession((s) => s.settings);
  const recent = useSession((s) => s.recent);
  return (
    <header className="wb-top">
      <Mark size={22} />
      <Menu width={300}>
        <h1 className="wb-case-name">
          <Menu.Target>
            <button type="button" className="wb-case-button">
              <span className="wb-clip">{caseInfo?.name ?? 'Waybill'}</span>
              <ChevronDown size={14} aria-hidden />
            </button>
          </Menu.Target>
        </h1>
        <Menu.Dropdown>
          <Menu.Item onClick={() => chooseNewCase('', (path, name) => void controller.newCase(path, name))}>
            New case…
          </Menu.Item>
          <Menu.Item
            rightSection={<kbd className="wb-kbd">{keysText('Mod+Shift+O', mac)}</kbd>}
            onClick={() => chooseCase((path) => void controller.openCase(path))}
          >
            Open a case…
          </Menu.Item>
          <Menu.Item onClick={() => void controller.openSample()}>Open the sample case</Menu.Item>
          {caseInfo && (
            <>
              <Menu.Divider />
              <Menu.Item
                rightSection={<kbd className="wb-kbd">{keysText('Mod+Shift+A', mac)}</kbd>}
                onClick={() => chooseCaseFiles((paths, setUp) => void controller.addFiles(paths, setUp))}
              >
                Add files…
              </Menu.Item>
              <Menu.Item onClick={() => void controller.verify()}>Verify the case</Menu.Item>
              <Menu.Item onClick={() => void controller.closeCase()}>Close the case</Menu.Item>
            </>
          )}
          {recent.length > 0 && <Menu.Label>Recent</Menu.Label>}
          {recent.slice(0, 6).map((each) => (
            <Menu.Item key={each.path} title={each.path} onClick={() => void controller.openCase(each.path)}>
              {each.name}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <button type="button" className="wb-search" onClick={() => useWindow.setState({ palette: true })}>
        <Search size={14} aria-hidden />
        <span className="wb-grow">Find a command or a table</span>
        <kbd className="wb-kbd">{keysText('Mod+K', mac)}</kbd>
      </button>
      <div className="wb-top-tools">
        <IconButton
          icon={THEME_ICONS[settings.theme]}
          label={`Theme: ${THEME_NAMES[settings.theme]}`}
          onClick={() => controller.changeSettings({ theme: NEXT_THEME[settings.theme] })}
        />
        <IconButton icon={CircleHelp} label="Keys" keys="F1" onClick={() => useWindow.setState({ help: true })} />
        <IconButton
          icon={PanelLeft}
          label="Side bar"
          keys="Mod+B"
          aria-pressed={settings.sideBarOpen}
          onClick={() => controller.changeSettings({ sideBarOpen: !settings.sideBarOpen })}
        />
        <IconButton
          icon={PanelRight}
          label="Inspector"
          keys="Mod+I"
          aria-pressed={settings.inspectorOpen}
          onClick={() => controller.changeSettings({ inspectorOpen: !settings.inspectorOpen })}
        />
      </div>
    </header>
  );
}

function SideBarHost() {
  const controller = useController();
  const caseInfo = useSession((s) => s.caseInfo);
  const relations = useSession((s) => s.relations);
  const relationsError = useSession((s) => s.relationsError?.message ?? null);
  const notebooks = useSession((s) => s.notebooks);
  const looks = useSession((s) => s.looks);
  const activeTable = useTabs((s) => {
    const spec = s.active === null ? undefined : s.specs.get(s.active);
    return spec?.kind === 'table' ? `${spec.workspace}/${spec.relation}` : (spec?.kind ?? null);
  });
  return (
    <SideBar
      caseInfo={caseInfo}
      relations={relations}
      relationsError={relationsError}
      notebooks={notebooks}
      looks={looks}
      activeTable={activeTable}
      onAdd={() => chooseCaseFiles((paths, setUp) => void controller.addFiles(paths, setUp))}
      onLayouts={() => openTab({ kind: 'layouts', layout: null })}
      onQuality={() => openTab({ kind: 'quality', sourceId: null })}
      onOpenRelation={(relation) => controller.openTable('case', relation)}
      onOpenRejects={(sourceId) => openTab({ kind: 'rejects', sourceId })}
      onOpenPicture={(kind) => openTab({ kind })}
      onNewNotebook={() => void controller.newNotebook()}
      onOpenNotebook={(name) => controller.openNotebook(name)}
      onOpenLook={(id) => openTab({ kind: 'look', lookId: id }, { title: looks.find((l) => l.id === id)?.name ?? id })}
      onCloseLook={(id) => void controller.looks.close(id)}
      onLookSql={() => controller.openSql('look')}
      onCaseSql={() => controller.openSql('case')}
      onLook={() =>
        chooseLookFiles((files) => controller.looks.open(files.map((file) => ({ file, path: pathOf(file) }))))
      }
      onRetry={() => void controller.refreshRelations()}
    />
  );
}

function InspectorHost() {
  const grid = useActiveGrid((s) => s.grid);
  const inspector = useWindow((s) => s.inspector);
  const traceable = useTabs((s) => {
    const spec = s.active === null ? undefined : s.specs.get(s.active);
    return spec !== undefined && workspaceOf(spec) === 'case';
  });
  return (
    <Inspector
      model={grid?.model ?? null}
      mode={inspector.mode}
      column={inspector.column}
      traceable={traceable}
      onMode={(mode) => useWindow.setState({ inspector: { mode, column: null } })}
      onFilter={(column, filter) => grid?.setFilter(column, filter)}
    />
  );
}

function StatusHost() {
  const connection = useSession((s) => s.connection);
  const info = useSession((s) => s.info);
  const caseInfo = useSession((s) => s.caseInfo);
  const running = useTasks((s) => s.tasks.length);
  return <StatusBar connection={connection} info={info} caseInfo={caseInfo} running={running} />;
}

function Watermark() {
  const controller = useController();
  const caseInfo = useSession((s) => s.caseInfo);
  const recent = useSession((s) => s.recent);
  const opening = useSession((s) => s.opening);
  if (caseInfo) {
    return (
      <CaseHome
        caseInfo={caseInfo}
        onAdd={() => chooseCaseFiles((paths, setUp) => void controller.addFiles(paths, setUp))}
        onOpenShipments={() => controller.openTable('case', 'shipments')}
        onQuery={() => controller.openSql('case')}
      />
    );
  }
  return (
    <Welcome
      recent={recent}
      opening={opening}
      mac={mac}
      onLook={() =>
        chooseLookFiles((files) => controller.looks.open(files.map((file) => ({ file, path: pathOf(file) }))))
      }
      onNewCase={() => chooseNewCase('', (path, name) => void controller.newCase(path, name))}
      onOpenCase={() => chooseCase((path) => void controller.openCase(path))}
      onSample={() => void controller.openSample()}
      onRecent={(path) => void controller.openCase(path)}
    />
  );
}
