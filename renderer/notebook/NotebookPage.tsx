/** An open notebook: its bar, its cells on a page, its outline. */
import {
  useEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
  type ClipboardEvent,
  type KeyboardEvent,
} from 'react';
import { Button } from '@mantine/core';
import { BookText, ChefHat, CodeXml, FileCode, FoldVertical, UnfoldVertical } from 'lucide-react';
import { useStore } from 'zustand';
import type { ResultHandle } from '../../shared/contract/engine.ts';
import type { Block, Notebook, Problem } from '../../shared/notebook/document.ts';
import { bodyOf } from '../../shared/notebook/edit-cells.ts';
import { hiddenBlocks, sectionLevel } from '../../shared/notebook/outline.ts';
import { useServices } from '../app/services.ts';
import { visibleText } from '../grid/visible-text.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { useActiveNotebook } from './active-notebook.ts';
import { KeyReader } from './cell-commands.ts';
import type { CellKind } from './CellFrame.tsx';
import type { TextRange } from './CellEditor.tsx';
import { FindBar, useFound } from './FindBar.tsx';
import { InputsBar } from './InputsBar.tsx';
import { exportSqlScript } from './notebook-files.ts';
import { useRecipes } from './recipes-store.ts';
import type { NotebookDesk } from './notebook-desk.ts';
import type { NotebookState } from './notebook-model.ts';
import { NotebookCell, type Remark } from './NotebookCell.tsx';
import type { NotebookTabProps } from './NotebookTab.tsx';
import { NotebookToolbar } from './NotebookToolbar.tsx';
import { Outline } from './Outline.tsx';
import { RunNotes, useOutside } from './RunNotes.tsx';
import { useNotebookPanels } from './NotebookPanels.tsx';
import { NearContext, NearWatch } from './use-near.ts';

/** Where in what a person writes a place of the notebook's text lies. */
function placeIn(notebook: Notebook, block: Block, offset: number): number {
  const from = 'bodyFrom' in block ? block.bodyFrom : block.from;
  return offset < from ? 0 : notebook.text.slice(from, offset).replace(/\r\n/g, '\n').length;
}

const remarkOf =
  (notebook: Notebook, block: Block, severity: Remark['severity']) =>
  ({ message, offset }: Problem): Remark => ({ severity, message, from: placeIn(notebook, block, offset) });

const FOUND_NOWHERE = '[]';

export function NotebookPage({ desk, ...props }: NotebookTabProps & { readonly desk: NotebookDesk }) {
  const { relations, active, headerProfiles, onExport, onOpenSql, onProfile } = props;
  const { client, caseEngine } = useServices();
  const { model } = desk;
  const state = useSyncExternalStore(model.subscribe, model.getState);
  const { notebook, keys, graph } = state;
  const find = useStore(desk.view, (s) => s.find);
  const outline = useStore(desk.view, (s) => s.outline);
  const selected = useStore(desk.view, (s) => s.selected);
  const sections = useStore(desk.view, (s) => s.sections);
  const found = useFound(notebook, keys, find);
  const { matches, current } = found;
  const [watch] = useState(() => new NearWatch());
  const [reader] = useState(() => new KeyReader());
  const body = useRef<HTMLDivElement>(null);
  const actions = useMemo(() => ({ onExport, onOpenSql, onProfile }), [onExport, onOpenSql, onProfile]);
  const activate = useActiveNotebook((s) => s.activate);
  const panels = useNotebookPanels(desk, state);
  const fileItems = useMemo(
    () => [
      { id: 'recipes', label: 'Recipes…', icon: ChefHat, run: () => useRecipes.setState({ open: true }) },
      { id: 'sql', label: 'Export as SQL…', icon: FileCode, run: () => exportSqlScript(client, model) },
      { id: 'fold', label: 'Fold all cells', icon: FoldVertical, run: () => desk.foldAll(true) },
      { id: 'unfold', label: 'Open all cells', icon: UnfoldVertical, run: () => desk.foldAll(false) },
      { id: 'code', label: 'Hide or show all code', icon: CodeXml, run: () => desk.hideAllCode() },
    ],
    [client, desk, model],
  );
  useOutside(model, active);

  useEffect(() => (body.current ? watch.attach(body.current) : undefined), [watch]);
  useEffect(() => (active ? activate(desk) : undefined), [active, activate, desk]);

  const nodes = useMemo(() => new Map(graph.nodes.map((node) => [node.block, node])), [graph]);
  const hidden = useMemo(
    () =>
      sections.size === 0 ? new Set<number>() : hiddenBlocks(notebook, (block) => sections.has(keys[block] ?? '')),
    [notebook, keys, sections],
  );
  const marks = useMemo(() => {
    const byBlock = new Map<number, TextRange[]>();
    matches.forEach(({ block, from, to }, i) => {
      const list = byBlock.get(block) ?? [];
      list.push({ from, to, ...(i === current ? { current: true } : {}) });
      byBlock.set(block, list);
    });
    return new Map([...byBlock].map(([block, ranges]) => [block, JSON.stringify(ranges)]));
  }, [matches, current]);

  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    const target = event.target as HTMLElement;
    const inCell = target.closest<HTMLElement>('[data-cell]');
    const isCell = target === inCell || target === body.current;
    if (!isCell) {
      leaveByEscape(event, target, inCell);
      return;
    }
    const command = reader.read(event, event.timeStamp);
    if (command === null) return;
    event.preventDefault();
    event.stopPropagation();
    if (command !== 'half') command.run(desk);
  };

  /** Out of what is in a cell to the cell itself; in editors, and in popups over the page, Escape is theirs. */
  const leaveByEscape = (event: KeyboardEvent, target: HTMLElement, inCell: HTMLElement | null): void => {
    const ofPage = body.current?.contains(target) === true;
    const mod = event.ctrlKey || event.metaKey;
    if (ofPage && mod && event.key.toLowerCase() === 'f' && !target.closest('.wb-cell-result, .cm-editor')) {
      event.preventDefault();
      desk.openFind();
    }
    if (event.key !== 'Escape' || event.defaultPrevented || !inCell || !ofPage || target.closest('.cm-editor, form'))
      return;
    event.preventDefault();
    inCell.focus();
  };

  const isCellFocused = (): boolean => document.activeElement?.matches('[data-cell]') === true;
  const onCopy = (event: ClipboardEvent, cut: boolean): void => {
    if (!isCellFocused() || (document.getSelection()?.toString() ?? '') !== '') return;
    event.preventDefault();
    event.clipboardData.setData('text/plain', cut ? desk.cut() : desk.copy());
  };

  return (
    <NearContext value={watch}>
      <div className="wb-notebook" onKeyDown={onKeyDown}>
        <NotebookToolbar desk={desk} state={state} more={[panels.items, fileItems]} />
        {find && <FindBar desk={desk} find={find} found={found} />}
        <div className="wb-notebook-main">
          {outline && <Outline desk={desk} state={state} selected={selected} />}
          <div
            className="wb-notebook-body"
            ref={body}
            tabIndex={0}
            role="region"
            aria-label={`Notebook ${model.name}`}
            onCopy={(event) => onCopy(event, false)}
            onCut={(event) => onCopy(event, true)}
            onPaste={(event) => {
              if (!isCellFocused()) return;
              event.preventDefault();
              desk.paste('below', event.clipboardData.getData('text/plain'));
            }}
          >
            <div className="wb-notebook-page">
              {notebook.front.problems.map((problem) => (
                <p key={problem.offset} className="wb-cell-error" role="alert">
                  {problem.message}
                </p>
              ))}
              <RunNotes model={model} state={state} />
              <InputsBar
                inputs={notebook.front.inputs}
                onChange={(name, value) => model.setInput(name, value)}
                choices={(name, signal) => model.choices(name, signal)}
              />
              {notebook.blocks.map((block, index) => {
                const key = keys[index] ?? null;
                if (key === null || block.kind === 'front' || block.kind === 'blank' || hidden.has(index)) return null;
                const node = nodes.get(index);
                const id = node?.id ?? `text-${index}`;
                const text = bodyOf(block);
                const name = 'name' in block ? block.name : null;
                const isText = block.kind === 'markdown';
                const remarks = node && !isText ? remarksOf(notebook, block, node) : [];
                return (
                  <NotebookCell
                    key={key}
                    desk={desk}
                    cellKey={key}
                    kind={block.kind satisfies CellKind}
                    body={text}
                    label={visibleText(isText ? labelOfText(text) : (name ?? id), 60)}
                    name={name}
                    cell={model.cell(id)}
                    remarks={remarks.length === 0 ? FOUND_NOWHERE : JSON.stringify(remarks)}
                    section={isText && sectionLevel(block) !== null}
                    dataName={block.kind === 'vega-lite' ? block.data : null}
                    data={block.kind === 'vega-lite' ? dataOf(desk, node?.needs ?? []) : null}
                    needsData={(node?.needs.length ?? 0) > 0}
                    engine={caseEngine}
                    relations={relations}
                    active={active}
                    headerProfiles={headerProfiles}
                    actions={actions}
                    found={marks.get(index) ?? FOUND_NOWHERE}
                  />
                );
              })}
              {nodes.size === 0 && (
                <EmptyState
                  icon={BookText}
                  title="An empty notebook"
                  actions={<Button onClick={() => desk.add('sql', null)}>Add a query</Button>}
                />
              )}
            </div>
          </div>
          {panels.panel}
        </div>
      </div>
    </NearContext>
  );
}

/** What to call a text: its first words. */
const labelOfText = (body: string): string =>
  (body.trim().split('\n')[0] ?? '').replace(/^[#>\-*\s]+/, '').slice(0, 50) || 'empty';

function remarksOf(notebook: Notebook, block: Block, node: NotebookState['graph']['nodes'][number]): Remark[] {
  return [
    ...node.errors.map(remarkOf(notebook, block, 'error')),
    ...node.remarks.map(remarkOf(notebook, block, 'warning')),
  ];
}

const dataOf = (desk: NotebookDesk, needs: readonly string[]): ResultHandle | null =>
  needs.map((need) => desk.model.cell(need).handle)[0] ?? null;
