/** A notebook: sentences, queries and charts, each with what it gave. */
import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { Button } from '@mantine/core';
import { BookText, CodeXml, Play, Square, TriangleAlert, Type } from 'lucide-react';
import type { RelationInfo } from '../../shared/contract/engine.ts';
import { toErrorData } from '../../shared/errors.ts';
import { useServices } from '../app/services.ts';
import { visibleText } from '../grid/visible-text.ts';
import type { GridModel } from '../grid/grid-model.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { CellFrame } from './CellFrame.tsx';
import { ChartCell } from './ChartCell.tsx';
import { InputsBar } from './InputsBar.tsx';
import { MarkdownCell } from './MarkdownCell.tsx';
import { NotebookModel, type NotebookState } from './notebook-model.ts';
import { SqlCell } from './SqlCell.tsx';

interface NotebookTabProps {
  readonly name: string;
  readonly relations: readonly RelationInfo[];
  readonly active: boolean;
  readonly headerProfiles: boolean;
  /** Counts restarts of the case process: results are gone then. */
  readonly epoch: number;
  readonly onExport: (model: GridModel) => void;
  readonly onOpenSql: (text: string) => void;
  readonly onProfile: (column: string) => void;
}

type Loaded =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'open'; readonly model: NotebookModel };

function useNotebook(name: string, relations: readonly RelationInfo[], epoch: number): Loaded {
  const { client, caseEngine } = useServices();
  const [loaded, setLoaded] = useState<Loaded>({ kind: 'loading' });
  const known = useRef(relations);
  useEffect(() => {
    known.current = relations;
  });
  useEffect(() => {
    const abort = new AbortController();
    let model: NotebookModel | null = null;
    client
      .call('notebook/read', { name }, { signal: abort.signal })
      .then(({ text, hash }) => {
        const names = new Set(known.current.map((r) => r.name.toLowerCase()));
        model = new NotebookModel(client, caseEngine, name, text, hash, names);
        setLoaded({ kind: 'open', model });
      })
      .catch((thrown: unknown) => {
        if (!abort.signal.aborted) setLoaded({ kind: 'failed', message: toErrorData(thrown).message });
      });
    return () => {
      abort.abort();
      model?.stop();
    };
  }, [client, caseEngine, name, epoch]);
  return loaded;
}

export function NotebookTab(props: NotebookTabProps) {
  const loaded = useNotebook(props.name, props.relations, props.epoch);
  if (loaded.kind === 'loading') return <EmptyState icon={BookText} title="Reading the notebook…" />;
  if (loaded.kind === 'failed') {
    return (
      <EmptyState tone="failure" icon={TriangleAlert} title={`${props.name} could not be opened`}>
        {loaded.message}
      </EmptyState>
    );
  }
  return <OpenNotebook key={props.epoch} model={loaded.model} {...props} />;
}

const SAVE_TEXT: Readonly<Record<NotebookState['save'], string>> = {
  saved: 'Saved',
  changed: 'Changed',
  saving: 'Saving…',
  conflict: 'Not saved: the file was changed by another program',
  failed: 'Not saved',
};

function OpenNotebook({
  model,
  relations,
  active,
  headerProfiles,
  ...on
}: NotebookTabProps & { readonly model: NotebookModel }) {
  const { caseEngine } = useServices();
  const state = useSyncExternalStore(model.subscribe, model.getState);
  const [focused, setFocused] = useState<number | null>(null);
  const { notebook, running, save, structure } = state;
  const add = useCallback(
    (kind: 'sql' | 'markdown', at?: number) => {
      const source = kind === 'sql' ? 'select 1' : 'Write here.';
      model.insert(at ?? model.getState().notebook.blocks.length, { kind, source });
    },
    [model],
  );

  return (
    <div className="wb-notebook">
      <div className="wb-toolbar" role="toolbar" aria-label="Notebook">
        {running ? (
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<Square size={12} aria-hidden />}
            onClick={model.cancel}
          >
            Cancel
          </Button>
        ) : (
          <Button size="compact-sm" leftSection={<Play size={12} aria-hidden />} onClick={model.runAll}>
            Run all
          </Button>
        )}
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<CodeXml size={13} aria-hidden />}
          onClick={() => add('sql')}
        >
          Query
        </Button>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<Type size={13} aria-hidden />}
          onClick={() => add('markdown')}
        >
          Text
        </Button>
        <span className="wb-grow" />
        <span className="wb-note wb-clip" role="status" aria-live="polite" title={state.saveError ?? undefined}>
          {SAVE_TEXT[save]}
        </span>
        {save === 'conflict' && (
          <>
            <Button size="compact-sm" variant="default" onClick={() => void model.reload()}>
              Take the file
            </Button>
            <Button size="compact-sm" variant="default" onClick={() => void model.saveNow(true)}>
              Keep mine
            </Button>
          </>
        )}
        {save === 'failed' && (
          <Button size="compact-sm" variant="default" onClick={() => void model.saveNow()}>
            Try again
          </Button>
        )}
      </div>
      <div className="wb-notebook-body" tabIndex={0} role="region" aria-label={`Notebook ${model.name}`}>
        <div className="wb-notebook-page">
          {notebook.front.problems.map((problem) => (
            <p key={problem.offset} className="wb-cell-error" role="alert">
              {problem.message}
            </p>
          ))}
          <InputsBar inputs={notebook.front.inputs} onChange={(name, value) => model.setInput(name, value)} />
          {notebook.blocks.map((block, index) => {
            if (block.kind === 'front' || block.kind === 'blank') return null;
            const node = model.nodeOfBlock(index);
            const id = node?.id ?? `text-${index}`;
            const label = block.kind === 'markdown' ? 'Text' : visibleText(('name' in block && block.name) || id, 60);
            const cell = model.cell(id);
            return (
              <CellFrame
                key={`${structure}/${index}`}
                label={label}
                kind={block.kind}
                cell={cell}
                remarks={node?.remarks.map((r) => r.message) ?? []}
                onRun={node && block.kind !== 'markdown' ? () => model.runCell(id) : null}
                onMove={(step) => model.move(index, step)}
                onRemove={() => model.remove(index)}
                onAdd={(kind) => add(kind, index + 1)}
              >
                {block.kind === 'markdown' && (
                  <MarkdownCell
                    source={block.source}
                    filled={cell.stale ? null : cell.markdown}
                    onChange={(source) => model.setSource(index, source)}
                  />
                )}
                {block.kind === 'sql' && (
                  <SqlCell
                    label={label}
                    source={block.source}
                    cell={cell}
                    engine={caseEngine}
                    relations={relations}
                    active={active && focused === index}
                    headerProfiles={headerProfiles}
                    onFocus={() => setFocused(index)}
                    onChange={(source) => model.setSource(index, source)}
                    onRun={() => model.runCell(id)}
                    onOpenSql={on.onOpenSql}
                    onExport={on.onExport}
                    onProfile={on.onProfile}
                  />
                )}
                {block.kind === 'vega-lite' && (
                  <ChartCell
                    label={label}
                    source={block.source}
                    data={node?.needs.map((need) => model.cell(need).handle)[0] ?? null}
                    needsData={(node?.needs.length ?? 0) > 0}
                    engine={caseEngine}
                    onChange={(source) => model.setSource(index, source)}
                  />
                )}
              </CellFrame>
            );
          })}
          {notebook.blocks.length === 0 && (
            <EmptyState
              icon={BookText}
              title="An empty notebook"
              actions={<Button onClick={() => add('sql')}>Add a query</Button>}
            />
          )}
        </div>
      </div>
    </div>
  );
}
