/** The centre: tabs that can be moved, split and closed. */
import { memo, useCallback, useEffect, useRef, type FunctionComponent } from 'react';
import {
  DockviewReact,
  type DockviewReadyEvent,
  type DockviewTheme,
  type IDockviewHeaderActionsProps,
  type IDockviewPanelHeaderProps,
  type IDockviewPanelProps,
} from 'dockview-react';
import {
  BookText,
  Building2,
  ChartColumnStacked,
  CircleAlert,
  FileClock,
  Files,
  FileText,
  FolderInput,
  Gauge,
  Globe,
  Microscope,
  ShieldQuestion,
  SlidersHorizontal,
  Table2,
  Tag,
  TerminalSquare,
  Users,
  Waypoints,
  X,
  type LucideIcon,
} from 'lucide-react';
import { visibleText } from '../grid/visible-text.ts';
import { mac } from '../ui/platform.ts';
import { keysText } from './commands.ts';
import { attachDock, closeTab, useTabs } from './tabs.ts';
import type { TabSpec } from './tab-spec.ts';

const ICONS: Readonly<Record<TabSpec['kind'], LucideIcon>> = {
  table: Table2,
  sql: TerminalSquare,
  look: FileText,
  arriving: FileClock,
  rejects: CircleAlert,
  editions: Files,
  intake: FolderInput,
  layouts: SlidersHorizontal,
  notebook: BookText,
  network: Waypoints,
  flows: Globe,
  timeline: ChartColumnStacked,
  quality: Gauge,
  analysis: Microscope,
  'review-parties': Users,
  'review-hits': ShieldQuestion,
  party: Building2,
  brands: Tag,
};

const dockTheme: DockviewTheme = { name: 'waybill', className: 'wb-dock', colorScheme: 'light' };

const CLOSE_TITLE = `Close (${keysText('Alt+W', mac)})`;

function Tab({ api }: IDockviewPanelHeaderProps) {
  const kind = useTabs((s) => s.specs.get(api.id)?.kind);
  const Icon = kind ? ICONS[kind] : Table2;
  const title = visibleText(api.title ?? '', 60);
  return (
    <div
      className="wb-tab"
      onAuxClick={(event) => {
        if (event.button === 1) api.close();
      }}
    >
      <Icon size={13} aria-hidden />
      <span className="wb-clip">{title}</span>
      <span
        className="wb-tab-x"
        aria-hidden
        title={CLOSE_TITLE}
        onPointerDown={(event) => event.stopPropagation()}
        onClick={(event) => {
          event.stopPropagation();
          api.close();
        }}
      >
        <X size={12} />
      </span>
    </div>
  );
}

/**
 * The cross of a tab cannot be a button of its own: a tab holds no other control. So the keyboard has this one, at the
 * end of the row and shown while it has the focus, besides Delete on a tab.
 */
function CloseActive({ activePanel }: IDockviewHeaderActionsProps) {
  if (!activePanel) return null;
  const title = visibleText(activePanel.title ?? '', 60);
  return (
    <button
      type="button"
      className="wb-tab-close"
      aria-label={`Close the tab ${title}`}
      title={CLOSE_TITLE}
      onClick={() => activePanel.api.close()}
    >
      <X size={13} aria-hidden />
    </button>
  );
}

function closeByDelete(event: KeyboardEvent): void {
  if (event.key !== 'Delete' || !(event.target instanceof Element)) return;
  const id = event.target.closest('.dv-tab')?.getAttribute('data-tab-panel-id');
  if (id) closeTab(id);
}

interface DockProps {
  readonly panel: FunctionComponent<IDockviewPanelProps>;
  readonly watermark: FunctionComponent;
}

/** `panel` and `watermark` must keep their identity: dockview mounts them anew when they change. */
export const Dock = memo(function Dock({ panel, watermark }: DockProps) {
  const detach = useRef<(() => void) | null>(null);
  const onReady = useCallback((event: DockviewReadyEvent) => {
    detach.current?.();
    detach.current = attachDock(event.api);
  }, []);
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = host.current;
    element?.addEventListener('keydown', closeByDelete);
    return () => element?.removeEventListener('keydown', closeByDelete);
  }, []);
  return (
    <div className="wb-dock-host" ref={host}>
      <DockviewReact
        className="wb-dock-root"
        theme={dockTheme}
        components={{ tab: panel }}
        defaultTabComponent={Tab}
        rightHeaderActionsComponent={CloseActive}
        watermarkComponent={watermark}
        onReady={onReady}
        defaultRenderer="always"
        disableFloatingGroups
        scrollbars="native"
      />
    </div>
  );
});
