/** A query: editor above, result below. The text is kept with the tab; every run is kept in the case's history. */
import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { Button } from '@mantine/core';
import { AlignLeft, History, Play, Square, TerminalSquare } from 'lucide-react';
import { format } from 'sql-formatter';
import type { RelationInfo } from '../../shared/contract/engine.ts';
import { EMPTY_VIEW } from '../app/tab-spec.ts';
import { keysText } from '../app/commands.ts';
import { showFailure } from '../app/toasts.ts';
import type { Workspace } from '../engine/window-engine.ts';
import { formatSeconds } from '../grid/format.ts';
import { GridModel, type GridState } from '../grid/grid-model.ts';
import { GridPanel } from '../grid/GridPanel.tsx';
import { AnchoredPopover, anchorOf, type Anchor } from '../ui/AnchoredPopover.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { mac } from '../ui/platform.ts';
import { HistoryList } from './HistoryList.tsx';
import { SqlEditor, type SqlEditorHandle } from './SqlEditor.tsx';
import type { ScriptPart } from './statement-at.ts';

interface SqlTabProps {
  readonly workspace: Workspace;
  readonly title: string;
  readonly initialText: string;
  readonly relations: readonly RelationInfo[];
  readonly active: boolean;
  readonly headerProfiles: boolean;
  /** Run once when it opens: what was opened from a table is wanted at once. */
  readonly runAtStart: boolean;
  readonly onText: (text: string) => void;
  readonly onOpenSql: (text: string) => void;
  readonly onExport: ((model: GridModel) => void) | null;
  readonly onProfile: (column: string) => void;
  /** A statement ended: it may have made a table. */
  readonly onRan: () => void;
}

interface Run {
  readonly model: GridModel;
  readonly part: ScriptPart;
}

const idle = (): (() => void) => () => undefined;
const noState = (): GridState | null => null;

export function SqlTab(props: SqlTabProps) {
  const { workspace, title, initialText, relations, active, headerProfiles, runAtStart, onText, onRan } = props;
  const editor = useRef<SqlEditorHandle>(null);
  const [run, setRun] = useState<Run | null>(() =>
    runAtStart && initialText.trim() !== '' ? newRun(workspace, { text: initialText, start: 0 }) : null,
  );
  const [history, setHistory] = useState<Anchor | null>(null);
  const [edited, setEdited] = useState(false);
  const state = useSyncExternalStore(run?.model.subscribe ?? idle, run?.model.getState ?? noState);

  const start = useCallback(
    (part: ScriptPart | null) => {
      if (!part) return;
      setEdited(false);
      setRun(newRun(workspace, part));
    },
    [workspace],
  );
  const runAll = useCallback(() => {
    const text = editor.current?.text() ?? '';
    start(text.trim() === '' ? null : { text, start: 0 });
  }, [start]);

  const phase = state?.phase ?? null;
  useEffect(() => {
    if (phase === 'ready') onRan();
  }, [phase, onRan]);

  const error = useMemo(() => {
    if (!run || edited || state?.phase !== 'failed' || !state.error) return null;
    const { message, place } = state.error;
    return { message, offset: run.part.start + (place.offset ?? 0) };
  }, [run, edited, state]);

  const formatText = useCallback(() => {
    const text = editor.current?.text() ?? '';
    try {
      editor.current?.replace(format(text, { language: 'duckdb', keywordCase: 'lower', tabWidth: 2 }));
    } catch (thrown) {
      showFailure('This cannot be formatted until it is complete', thrown);
    }
  }, []);

  const running = state?.phase === 'loading';
  return (
    <div className="wb-sql">
      <div className="wb-toolbar" role="toolbar" aria-label="Query">
        {running ? (
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<Square size={12} aria-hidden />}
            onClick={run?.model.cancel}
          >
            Cancel
          </Button>
        ) : (
          <Button
            size="compact-sm"
            leftSection={<Play size={12} aria-hidden />}
            onClick={() => start(editor.current?.part() ?? null)}
          >
            Run
          </Button>
        )}
        <Button size="compact-sm" variant="default" onClick={runAll} disabled={running}>
          Run all
        </Button>
        <IconButton icon={AlignLeft} label="Format" keys="Shift+Alt+F" onClick={formatText} />
        <IconButton icon={History} label="History" onClick={(event) => setHistory(anchorOf(event.currentTarget))} />
        <span className="wb-grow" />
        <span className="wb-note" role="status" aria-live="polite">
          {running
            ? 'Running…'
            : state?.phase === 'ready' && state.seconds !== null
              ? `Done in ${formatSeconds(state.seconds)}`
              : state?.phase === 'failed'
                ? 'Failed'
                : ''}
        </span>
        <span className="wb-tag">{workspace.label}</span>
      </div>
      <div className="wb-sql-editor">
        <SqlEditor
          ref={editor}
          label={title}
          initialText={initialText}
          relations={relations}
          error={error}
          onChange={(text) => {
            setEdited(true);
            onText(text);
          }}
          onRun={start}
          onRunAll={runAll}
          onFormat={formatText}
        />
      </div>
      <div className="wb-sql-result">
        {run ? (
          <GridPanel
            key={modelKey(run.model)}
            model={run.model}
            label={`Result of ${title}`}
            view={EMPTY_VIEW}
            active={active}
            headerProfiles={headerProfiles}
            onViewChange={ignore}
            onOpenSql={props.onOpenSql}
            onExport={props.onExport ? () => props.onExport?.(run.model) : null}
            onProfile={props.onProfile}
          />
        ) : (
          <EmptyState icon={TerminalSquare} title="Nothing run yet">
            Write a statement and press {keysText('Mod+Enter', mac)}. Tables and columns complete as you type.
          </EmptyState>
        )}
      </div>
      <AnchoredPopover anchor={history} label="History" width={460} onClose={() => setHistory(null)}>
        {history && (
          <HistoryList
            onPick={(text) => {
              const now = editor.current?.text() ?? '';
              editor.current?.replace(now.trim() === '' ? text : `${now.trimEnd()}\n\n${text}`);
              setHistory(null);
              editor.current?.focus();
            }}
          />
        )}
      </AnchoredPopover>
    </div>
  );
}

const newRun = (workspace: Workspace, part: ScriptPart): Run => ({
  part,
  model: new GridModel(workspace.engine, { kind: 'statement', text: part.text }, { filters: [], sort: [] }),
});

const ignore = (): void => undefined;

/** A key per model, so that each run has a grid of its own. */
const keys = new WeakMap<GridModel, number>();
let nextKey = 1;
function modelKey(model: GridModel): number {
  const known = keys.get(model);
  if (known !== undefined) return known;
  keys.set(model, nextKey);
  return nextKey++;
}
