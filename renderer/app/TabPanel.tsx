/** Draws what a tab is, with everything it needs from the stores. One registry: a new kind of tab is one entry. */
import { useCallback, useEffect, useState, useSyncExternalStore } from 'react';
import type { IDockviewPanelProps } from 'dockview-react';
import { CircleSlash } from 'lucide-react';
import { assertNever } from '../../shared/errors.ts';
import { EditionsTab } from '../editions/EditionsTab.tsx';
import type { WindowEngine } from '../engine/window-engine.ts';
import type { GridModel } from '../grid/grid-model.ts';
import { useArriving } from '../arriving/arriving.ts';
import { ArrivingTab } from '../arriving/ArrivingTab.tsx';
import { PartyTab } from '../investigate/PartyTab.tsx';
import { ReviewAnalysisTab } from '../investigate/ReviewAnalysisTab.tsx';
import { ReviewHitsTab } from '../investigate/ReviewHitsTab.tsx';
import { ReviewPartiesTab } from '../investigate/ReviewPartiesTab.tsx';
import { FlowsTab } from '../investigate/FlowsTab.tsx';
import { NetworkTab } from '../investigate/NetworkTab.tsx';
import { TimelineTab } from '../investigate/TimelineTab.tsx';
import { LookTab } from '../look/LookTab.tsx';
import { chooseCaseFiles } from './files.ts';
import { NotebookTab } from '../notebook/NotebookTab.tsx';
import { chooseNomenclature } from '../quality/choose-nomenclature.ts';
import { BrandsTab } from '../brands/BrandsTab.tsx';
import { loadHsTexts } from '../quality/hs-texts.ts';
import { presentationOf } from '../quality/shipments-presentation.ts';
import { QualityTab } from '../quality/QualityTab.tsx';
import { SqlTab } from '../sql/SqlTab.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { PanelBoundary } from '../ui/PanelBoundary.tsx';
import { useController } from './controller-context.ts';
import { exportGrid } from './export-grid.ts';
import { useServices } from './services.ts';
import { useSession } from './session.ts';
import { EMPTY_VIEW, type TabSpec } from './tab-spec.ts';
import { TableTab } from './TableTab.tsx';
import { changeTab, saveViewOfTab, tabTitle, useTabs, viewOfTab } from './tabs.ts';
import { inspectColumn } from './window-store.ts';
import { IntakeTab } from '../intake/IntakeTab.tsx';
import { LayoutsTab } from '../intake/LayoutsTab.tsx';
import { RejectsTab } from '../intake/RejectsTab.tsx';
import { Spinner } from '../ui/Spinner.tsx';

export function TabPanel({ api }: IDockviewPanelProps) {
  const spec = useTabs((s) => s.specs.get(api.id));
  const active = useTabs((s) => s.active === api.id);
  const visible = useSyncExternalStore(
    useCallback((wake: () => void) => disposing(api.onDidVisibilityChange(wake)), [api]),
    () => api.isVisible,
  );
  if (!spec) return null;
  return (
    <PanelBoundary name={tabTitle(spec)}>
      <TabContent id={api.id} spec={spec} active={active} visible={visible} />
    </PanelBoundary>
  );
}

const disposing =
  (disposable: { dispose(): void }): (() => void) =>
  () =>
    disposable.dispose();

interface TabContentProps {
  readonly id: string;
  readonly spec: TabSpec;
  readonly active: boolean;
  /** Whether it is on screen at all: a hidden tab asks for nothing that is only to look at. */
  readonly visible: boolean;
}

function TabContent({ id, spec, active, visible }: TabContentProps) {
  switch (spec.kind) {
    case 'table':
      return <TableContent id={id} spec={spec} active={active} visible={visible} />;
    case 'sql':
      return <SqlContent id={id} spec={spec} active={active} visible={visible} />;
    case 'look':
      return <LookContent id={id} spec={spec} active={active} visible={visible} />;
    case 'arriving':
      return <ArrivingContent id={id} spec={spec} active={active} visible={visible} />;
    case 'rejects':
      return <RejectsTab sourceId={spec.sourceId} />;
    case 'editions':
      return <EditionsTab />;
    case 'notebook':
      return <NotebookContent id={id} spec={spec} active={active} visible={visible} />;
    case 'brands':
      return <BrandsContent id={id} spec={spec} active={active} visible={visible} />;
    case 'quality':
      return <QualityContent id={id} spec={spec} active={active} visible={visible} />;
    case 'analysis':
      return <ReviewAnalysisTab />;
    case 'review-parties':
      return <ReviewPartiesTab active={active} />;
    case 'review-hits':
      return <ReviewHitsTab active={active} />;
    case 'party':
      return <PartyTab key={spec.partyId} partyId={spec.partyId} name={spec.name} />;
    case 'network':
      return <NetworkTab visible={visible} />;
    case 'flows':
      return <FlowsTab visible={visible} />;
    case 'timeline':
      return <TimelineTab visible={visible} />;
    case 'intake':
      return <IntakeTab paths={spec.paths} />;
    case 'layouts':
      return <LayoutsTab layout={spec.layout} />;
    default:
      return assertNever(spec);
  }
}

interface ContentProps<K extends TabSpec['kind']> extends Omit<TabContentProps, 'spec'> {
  readonly spec: Extract<TabSpec, { kind: K }>;
}

/** The engine of a workspace; that of the sandbox once it has started. */
function useEngine(workspace: 'case' | 'look'): WindowEngine | null {
  const { caseEngine, sandbox } = useServices();
  const [started, setStarted] = useState<WindowEngine | null>(null);
  useEffect(() => {
    if (workspace === 'case') return undefined;
    let wanted = true;
    sandbox()
      .then(({ engine }) => {
        if (wanted) setStarted(engine);
      })
      // Whoever asked for the file is told; the tab shows that state.
      .catch(() => undefined);
    return () => {
      wanted = false;
    };
  }, [workspace, sandbox]);
  return workspace === 'case' ? caseEngine : started;
}

const useExport = (): ((model: GridModel) => void) => {
  const { client } = useServices();
  return useCallback((model: GridModel) => exportGrid(client, model), [client]);
};

function TableContent({ id, spec, active, visible }: ContentProps<'table'>) {
  const controller = useController();
  const engine = useEngine(spec.workspace);
  const epoch = useSession((s) => s.epoch);
  const headerProfiles = useSession((s) => s.settings.headerProfiles) && visible;
  const [initialView] = useState(() => viewOfTab(id) ?? EMPTY_VIEW);
  const doExport = useExport();
  const { client } = useServices();
  const presentation = spec.workspace === 'case' ? presentationOf(spec.relation) : null;
  const rows = useSession((s) => s.relations.find((r) => r.name === spec.relation)?.rowCount);
  useEffect(() => (presentation === null ? undefined : loadHsTexts(client)), [presentation, client, epoch, rows]);
  if (!engine) return <Waiting />;
  return (
    <TableTab
      engine={engine}
      relation={spec.relation}
      shared={spec.workspace === 'case' && spec.relation === 'shipments'}
      presentation={presentation}
      epoch={spec.workspace === 'case' ? epoch : 0}
      initialView={initialView}
      active={active}
      headerProfiles={headerProfiles}
      onViewChange={(view) => saveViewOfTab(id, view)}
      onOpenSql={(text) => controller.openSql(spec.workspace, text, `${spec.relation} as SQL`)}
      onExport={engine.capabilities.canExport ? doExport : null}
      onProfile={inspectColumn}
    />
  );
}

function SqlContent({ id, spec, active, visible }: ContentProps<'sql'>) {
  const controller = useController();
  const engine = useEngine(spec.workspace);
  const relations = useSession((s) => (spec.workspace === 'case' ? s.relations : s.lookRelations));
  const headerProfiles = useSession((s) => s.settings.headerProfiles) && visible;
  const doExport = useExport();
  const [first] = useState(spec.text);
  const refresh = useCallback(() => {
    if (spec.workspace === 'case') void controller.refreshRelations();
  }, [controller, spec.workspace]);
  if (!engine) return <Waiting />;
  return (
    <SqlTab
      workspace={{ id: spec.workspace, label: spec.workspace === 'case' ? 'Case' : 'Quick Look', engine }}
      title={spec.title}
      initialText={first}
      relations={relations}
      active={active}
      headerProfiles={headerProfiles}
      runAtStart={first.trim() !== ''}
      onText={(text) => changeTab(id, { ...spec, text })}
      onOpenSql={(text) => controller.openSql(spec.workspace, text)}
      onExport={engine.capabilities.canExport ? doExport : null}
      onProfile={inspectColumn}
      onRan={refresh}
    />
  );
}

function LookContent({ spec, active, visible }: ContentProps<'look'>) {
  const controller = useController();
  const look = useSession((s) => s.looks.find((l) => l.id === spec.lookId));
  const engine = useEngine('look');
  const headerProfiles = useSession((s) => s.settings.headerProfiles) && visible;
  const caseName = useSession((s) => s.caseInfo?.name ?? null);
  if (!look) return <EmptyState icon={CircleSlash} title="This file is closed" />;
  return (
    <LookTab
      look={look}
      engine={engine}
      active={active}
      headerProfiles={headerProfiles}
      caseName={caseName}
      onCancel={() => controller.looks.cancel(look.id)}
      onMakeCase={(view) => controller.makeCaseOf(look, view)}
      onAddToCase={() => void controller.addLook(look)}
      onSaveNotebook={(view) => controller.saveLookNotebook(look, view)}
      onAddNotebook={(view) => void controller.addLookNotebook(look, view)}
      onOpenSql={(text) => controller.openSql('look', text, `${look.relation} as SQL`)}
      onProfile={inspectColumn}
    />
  );
}

function ArrivingContent({ spec, active }: ContentProps<'arriving'>) {
  const first = useArriving((s) => s.first.get(spec.file));
  if (!first) return <Waiting />;
  return (
    <ArrivingTab name={spec.file.replace(/^.*[\\/]/, '')} first={first} active={active} onProfile={inspectColumn} />
  );
}

function NotebookContent({ spec, active, visible }: ContentProps<'notebook'>) {
  const controller = useController();
  const relations = useSession((s) => s.relations);
  const epoch = useSession((s) => s.epoch);
  const headerProfiles = useSession((s) => s.settings.headerProfiles) && visible;
  const doExport = useExport();
  return (
    <NotebookTab
      key={spec.name}
      name={spec.name}
      relations={relations}
      active={active}
      headerProfiles={headerProfiles}
      epoch={epoch}
      onExport={doExport}
      onOpenSql={(text) => controller.openSql('case', text)}
      onProfile={inspectColumn}
    />
  );
}

function QualityContent({ id, spec }: ContentProps<'quality'>) {
  const controller = useController();
  const { client } = useServices();
  const sources = useSession((s) => s.caseInfo?.sources ?? NO_SOURCES);
  return (
    <QualityTab
      sourceId={spec.sourceId}
      sources={sources}
      onScope={(sourceId) => changeTab(id, { ...spec, sourceId })}
      onOpenRows={(text, title) => controller.openSql('case', text, title)}
      onAdd={() => chooseCaseFiles((paths, setUp) => void controller.addFiles(paths, setUp))}
      onNomenclature={() => chooseNomenclature(client, () => void controller.refreshCase())}
    />
  );
}
const NO_SOURCES: readonly [] = [];

function BrandsContent({ id, spec }: ContentProps<'brands'>) {
  const controller = useController();
  return (
    <BrandsTab
      part={spec.part}
      onPart={(part) => changeTab(id, { ...spec, part })}
      onOpenRows={(text, title) => controller.openSql('case', text, title)}
      onChanged={() => void controller.refreshRelations()}
    />
  );
}

function Waiting() {
  return (
    <div className="wb-waiting">
      <Spinner size={22} label="Starting the engine" />
    </div>
  );
}
