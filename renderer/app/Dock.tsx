/** The centre: tabs that can be moved, split and closed. */
import { memo, useCallback, useRef, type FunctionComponent } from 'react';
import {
  DockviewReact,
  type DockviewReadyEvent,
  type DockviewTheme,
  type IDockviewPanelHeaderProps,
  type IDockviewPanelProps,
} from 'dockview-react';
import { BookText, CircleAlert, FileText, Gauge, Table2, TerminalSquare, X, type LucideIcon } from 'lucide-react';
import { visibleText } from '../grid/visible-text.ts';
import { attachDock, useTabs } from './tabs.ts';
import type { TabSpec } from './tab-spec.ts';

const ICONS: Readonly<Record<TabSpec['kind'], LucideIcon>> = {
  table: Table2,
  sql: TerminalSquare,
  look: FileText,
  rejects: CircleAlert,
  notebook: BookText,
  quality: Gauge,
};

const dockTheme: DockviewTheme = { name: 'waybill', className: 'wb-dock', colorScheme: 'light' };

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
        title="Close (Alt+W)"
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
  return (
    <DockviewReact
      className="wb-dock-root"
      theme={dockTheme}
      components={{ tab: panel }}
      defaultTabComponent={Tab}
      watermarkComponent={watermark}
      onReady={onReady}
      defaultRenderer="always"
      disableFloatingGroups
      scrollbars="native"
    />
  );
});
