/** A file of the Quick Look: its first rows at once, the whole of it when it is read. */
import { useEffect, useMemo, useState } from 'react';
import { Button, Menu } from '@mantine/core';
import { ChevronDown, CircleSlash, FileWarning, FolderPlus, TriangleAlert } from 'lucide-react';
import { ProgressBar, progressText, useSecondsSince } from '../app/Tasks.tsx';
import { EMPTY_VIEW, type GridView } from '../app/tab-spec.ts';
import type { WindowEngine } from '../engine/window-engine.ts';
import { formatBytes, formatCount, formatSeconds } from '../grid/format.ts';
import { GridModel } from '../grid/grid-model.ts';
import { GridPanel } from '../grid/GridPanel.tsx';
import { GridSkeleton } from '../grid/GridSkeleton.tsx';
import { visibleText } from '../grid/visible-text.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { useSlow } from '../ui/use-slow.ts';
import { GrowingEngine } from './growing-engine.ts';
import type { LookFile } from './look-file.ts';

/** A small file is complete before this; its bar would only flash. */
const SHOW_PROGRESS_MS = 600;

interface LookTabProps {
  readonly look: LookFile;
  readonly engine: WindowEngine | null;
  readonly active: boolean;
  readonly headerProfiles: boolean;
  /** Name of the open case, which can take the notebook. */
  readonly caseName: string | null;
  readonly onCancel: () => void;
  /** `view`: the statement behind the table where it is sorted or filtered. */
  readonly onMakeCase: (view: string | null) => void;
  readonly onAddToCase: () => void;
  readonly onSaveNotebook: (view: string | null) => void;
  readonly onAddNotebook: (view: string | null) => void;
  readonly onOpenSql: (text: string) => void;
  readonly onProfile: (column: string) => void;
}

export function LookTab({ look, engine, active, headerProfiles, caseName, ...on }: LookTabProps) {
  const { phase, preview, relation } = look;
  const [view, setView] = useState<GridView>(EMPTY_VIEW);
  const ready = phase.kind === 'ready';
  const loading = phase.kind === 'loading';
  const slow = useSlow(loading, SHOW_PROGRESS_MS);
  const growing = useMemo(() => preview && new GrowingEngine(preview), [preview]);
  const shownBy = growing ?? (ready ? engine : null);
  const model = useMemo(
    () => shownBy && new GridModel(shownBy, { kind: 'relation', relation }, { filters: [], sort: [] }),
    [shownBy, relation],
  );
  useEffect(() => {
    if (!ready || !engine || !growing || !model) return;
    growing.become(engine);
    model.start();
  }, [ready, engine, growing, model]);
  const viewStatement = (): string | null => {
    const { shown } = model?.getState() ?? {};
    return shown && shown.query.filters.length + shown.query.sort.length > 0 ? shown.handle.statement : null;
  };

  if (phase.kind === 'tooLarge' && !model) {
    return (
      <EmptyState
        icon={FileWarning}
        title={`${look.name} is too large for a Quick Look`}
        actions={
          <CaseButtons caseName={caseName} onAddToCase={on.onAddToCase} onMakeCase={() => on.onMakeCase(null)} />
        }
      >
        It has {formatBytes(look.bytes)}. A Quick Look holds a file in memory; a case reads it from disk, whatever its
        size, and keeps what you do.
      </EmptyState>
    );
  }
  if (phase.kind === 'failed') {
    return (
      <EmptyState tone="failure" icon={TriangleAlert} title={`${look.name} could not be read`}>
        {phase.error.message}
      </EmptyState>
    );
  }
  if (phase.kind === 'cancelled' && !model) {
    return <EmptyState icon={CircleSlash} title="Cancelled" />;
  }
  return (
    <div className="wb-look">
      <div className="wb-look-bar">
        {loading && slow ? (
          <LoadingBar look={look} progress={phase.progress} onCancel={on.onCancel} />
        ) : phase.kind === 'tooLarge' ? (
          <>
            <span className="wb-warn wb-clip" role="status">
              {look.name} is too large for a Quick Look ({formatBytes(look.bytes)}): these are its first rows. A case
              reads it from disk, whatever its size.
            </span>
            <span className="wb-grow" />
            <CaseButtons
              small
              caseName={caseName}
              onAddToCase={on.onAddToCase}
              onMakeCase={() => on.onMakeCase(null)}
            />
          </>
        ) : (
          <>
            <span className="wb-note wb-clip">
              Quick Look of {look.name}, {formatBytes(look.bytes)}. Nothing is written.
              {phase.kind === 'cancelled' && ' Reading was cancelled: these are the first rows.'}
              {phase.kind === 'ready' && phase.rejected > 0 && (
                <span className="wb-warn"> {formatCount(phase.rejected)} records could not be read.</span>
              )}
            </span>
            <span className="wb-grow" />
            <KeepButtons
              caseName={caseName}
              onSaveNotebook={() => on.onSaveNotebook(viewStatement())}
              onAddNotebook={() => on.onAddNotebook(viewStatement())}
              onAddToCase={on.onAddToCase}
              onMakeCase={() => on.onMakeCase(viewStatement())}
            />
          </>
        )}
      </div>
      {model ? (
        <GridPanel
          model={model}
          label={look.name}
          view={view}
          active={active}
          headerProfiles={headerProfiles && ready}
          partial={!ready}
          onViewChange={setView}
          onOpenSql={ready ? on.onOpenSql : null}
          onExport={null}
          onProfile={on.onProfile}
        />
      ) : (
        <div className="wb-grid-area">
          <GridSkeleton />
        </div>
      )}
    </div>
  );
}

interface CaseButtonsProps {
  readonly small?: boolean;
  readonly caseName: string | null;
  readonly onAddToCase: () => void;
  readonly onMakeCase: () => void;
}

/** The way on for a file that a Quick Look cannot take. */
function CaseButtons({ small = false, caseName, onAddToCase, onMakeCase }: CaseButtonsProps) {
  const size = small ? 'compact-xs' : 'sm';
  return (
    <>
      {caseName !== null && (
        <Button size={size} onClick={onAddToCase}>
          Add to the case
        </Button>
      )}
      <Button
        size={size}
        variant={caseName === null ? 'filled' : 'default'}
        leftSection={<FolderPlus size={small ? 12 : 14} aria-hidden />}
        onClick={onMakeCase}
      >
        Make a case of it
      </Button>
    </>
  );
}

interface KeepButtonsProps {
  readonly caseName: string | null;
  readonly onSaveNotebook: () => void;
  readonly onAddNotebook: () => void;
  readonly onAddToCase: () => void;
  readonly onMakeCase: () => void;
}

/** What was done here can be kept: as a notebook, in a file or in the open case, or as a case. */
function KeepButtons({ caseName, onSaveNotebook, onAddNotebook, onAddToCase, onMakeCase }: KeepButtonsProps) {
  return (
    <>
      {caseName === null ? (
        <Button size="compact-xs" variant="default" onClick={onSaveNotebook}>
          Save as notebook
        </Button>
      ) : (
        <Menu position="bottom-end">
          <Menu.Target>
            <Button size="compact-xs" variant="default" rightSection={<ChevronDown size={12} aria-hidden />}>
              Save as notebook
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={onSaveNotebook}>In a file…</Menu.Item>
            <Menu.Item onClick={onAddNotebook}>In the case {visibleText(caseName, 40)}</Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
      {caseName !== null && (
        <Button size="compact-xs" variant="default" onClick={onAddToCase}>
          Add to the case
        </Button>
      )}
      <Button size="compact-xs" variant="default" onClick={onMakeCase}>
        Keep as a case
      </Button>
    </>
  );
}

interface LoadingBarProps {
  readonly look: LookFile;
  readonly progress: Extract<LookFile['phase'], { kind: 'loading' }>['progress'];
  readonly onCancel: () => void;
}

function LoadingBar({ look, progress, onCancel }: LoadingBarProps) {
  const [began] = useState(() => performance.now());
  const seconds = useSecondsSince(began);
  return (
    <>
      <span className="wb-note wb-nowrap">
        Reading {look.preview ? 'the rest of ' : ''}
        {look.name}
      </span>
      <ProgressBar label={`Reading ${look.name}`} fraction={progress?.fraction ?? null} />
      <span className="wb-note wb-nowrap wb-look-pace">
        {progressText(progress, seconds) || formatSeconds(seconds)}
      </span>
      <Button size="compact-xs" variant="default" onClick={onCancel}>
        Cancel
      </Button>
    </>
  );
}
