/** A file of the Quick Look: its first rows at once, the whole of it when it is read. */
import { useMemo, useState } from 'react';
import { Button } from '@mantine/core';
import { CircleSlash, FileWarning, FolderPlus, TriangleAlert } from 'lucide-react';
import { ProgressBar, progressText, useSecondsSince } from '../app/Tasks.tsx';
import { EMPTY_VIEW, type GridView } from '../app/tab-spec.ts';
import type { WindowEngine } from '../engine/window-engine.ts';
import { formatBytes, formatCount, formatSeconds } from '../grid/format.ts';
import { GridModel } from '../grid/grid-model.ts';
import { GridPanel } from '../grid/GridPanel.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import type { LookFile } from './look-file.ts';
import { staticEngine } from './static-engine.ts';

interface LookTabProps {
  readonly look: LookFile;
  readonly engine: WindowEngine | null;
  readonly active: boolean;
  readonly headerProfiles: boolean;
  readonly onCancel: () => void;
  readonly onMakeCase: () => void;
  readonly onOpenSql: (text: string) => void;
  readonly onProfile: (column: string) => void;
}

export function LookTab({ look, engine, active, headerProfiles, ...on }: LookTabProps) {
  const { phase, preview, relation } = look;
  const [view, setView] = useState<GridView>(EMPTY_VIEW);
  const ready = phase.kind === 'ready';
  const model = useMemo(() => {
    if (ready && engine) return new GridModel(engine, { kind: 'relation', relation }, { filters: [], sort: [] });
    return preview
      ? new GridModel(
          staticEngine(preview.columns, preview.page),
          { kind: 'relation', relation },
          { filters: [], sort: [] },
        )
      : null;
  }, [ready, engine, relation, preview]);

  if (phase.kind === 'tooLarge') {
    return (
      <EmptyState
        icon={FileWarning}
        title={`${look.name} is too large for a Quick Look`}
        actions={
          <Button leftSection={<FolderPlus size={14} aria-hidden />} onClick={on.onMakeCase}>
            Make a case of it
          </Button>
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
        {phase.kind === 'loading' ? (
          <LoadingBar look={look} progress={phase.progress} onCancel={on.onCancel} />
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
            <Button size="compact-xs" variant="default" onClick={on.onMakeCase}>
              Keep as a case
            </Button>
          </>
        )}
      </div>
      {model ? (
        <GridPanel
          key={ready ? 'whole' : 'first'}
          model={model}
          label={look.name}
          view={view}
          active={active}
          headerProfiles={headerProfiles && ready}
          onViewChange={setView}
          onOpenSql={ready ? on.onOpenSql : null}
          onExport={null}
          onProfile={on.onProfile}
        />
      ) : (
        <div className="wb-grid-area" />
      )}
    </div>
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
