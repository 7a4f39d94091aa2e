/**
 * What an analyst can do with an open notebook by key, menu or palette: it changes the model (the text) and the view
 * (what is chosen, folded, searched). One step of the hand is one step of undo.
 */
import { format } from 'sql-formatter';
import { chartText, type FieldTypes } from '../../shared/notebook/chart-form.ts';
import type { ChartQuery } from '../../shared/notebook/chart-sql.ts';
import type { CellBlock, Notebook } from '../../shared/notebook/document.ts';
import {
  addCell,
  bodyOf,
  changeKind,
  deleteBlocks,
  duplicateBlocks,
  freeName,
  mergeBlocks,
  moveTo,
  namesOf,
  pasteCells,
  splitAt,
  stepBlocks,
  textOfBlocks,
} from '../../shared/notebook/edit-cells.ts';
import { applyEdits, renameCell, replaceSource, setCellAttribute, type NewCell } from '../../shared/notebook/edit.ts';
import { findIn, replaceIn, type Match } from '../../shared/notebook/find.ts';
import { insertNotebook } from '../../shared/notebook/insert-notebook.ts';
import { hiddenBlocks, sectionLevel } from '../../shared/notebook/outline.ts';
import { renameEverywhere } from '../../shared/notebook/rename.ts';
import type { Recipe } from '../../shared/recipes/recipes.ts';
import { showFailure } from '../app/toasts.ts';
import type { CellEditorHandle, EditorKeys } from './CellEditor.tsx';
import { foldsOf, keepFolds } from './folds.ts';
import type { NotebookModel } from './notebook-model.ts';
import { createView, toggled, type FindQuery, type FindState, type FocusRequest } from './view-state.ts';

/** Cells that were cut or copied last, as notebook text; for all notebooks of the window. */
let clip = '';

/** A chart that is drawn as soon as its data has these columns; a place to begin. */
const FIRST_CHART = '{\n  "mark": "bar"\n}';

export type AddedKind = NewCell['kind'];

export class NotebookDesk {
  readonly view = createView();
  private readonly editors = new Map<string, CellEditorHandle>();
  private requests = 0;

  constructor(readonly model: NotebookModel) {
    this.view.setState(foldsOf(model.name, model.getState()));
    const keep = (): void => keepFolds(model.name, model.getState(), this.view.getState());
    this.view.subscribe(({ folded, sections, codeHidden }, before) => {
      if (folded !== before.folded || sections !== before.sections || codeHidden !== before.codeHidden) keep();
    });
    let { notebook } = model.getState();
    model.subscribe(() => {
      const now = model.getState().notebook;
      if (now !== notebook) keep();
      notebook = now;
    });
  }

  // ---- cells ---------------------------------------------------------------------------------------------------

  /** Keys of all cells, in order. */
  keys(): string[] {
    return this.model.getState().keys.filter((key) => key !== null);
  }
  /** Keys of the cells on screen: those of folded sections are left out. */
  shownKeys(): string[] {
    const { keys } = this.model.getState();
    const hidden = this.hidden();
    return keys.filter((key, block): key is string => key !== null && !hidden.has(block));
  }
  hidden(): Set<number> {
    const { notebook, keys } = this.model.getState();
    const { sections } = this.view.getState();
    if (sections.size === 0) return new Set();
    return hiddenBlocks(notebook, (block) => sections.has(keys[block] ?? ''));
  }
  block(key: string): Notebook['blocks'][number] | undefined {
    return this.model.getState().notebook.blocks[this.model.blockOf(key)];
  }
  idOf(key: string): string | null {
    return this.model.nodeOfBlock(this.model.blockOf(key))?.id ?? null;
  }
  /** The chosen cells, in order. */
  chosen(): string[] {
    const { selected, anchor } = this.view.getState();
    const keys = this.shownKeys();
    const to = selected === null ? -1 : keys.indexOf(selected);
    if (to < 0) return [];
    const from = anchor === null ? to : keys.indexOf(anchor);
    return from < 0 ? [keys[to]!] : keys.slice(Math.min(from, to), Math.max(from, to) + 1);
  }
  isChosen(key: string): boolean {
    const { selected, anchor } = this.view.getState();
    return selected === key || (anchor !== null && this.chosen().includes(key));
  }

  registerEditor(key: string, editor: CellEditorHandle | null): void {
    if (editor) this.editors.set(key, editor);
    else this.editors.delete(key);
  }

  // ---- choosing ------------------------------------------------------------------------------------------------

  /** Notes that the focus went to a cell by itself. */
  noticed(key: string, mode: 'command' | 'edit'): void {
    const { selected, mode: before, anchor } = this.view.getState();
    if (selected === key && before === mode && (mode === 'command' || anchor === null)) return;
    this.view.setState({ selected: key, mode, anchor: selected === key && mode === 'command' ? anchor : null });
  }
  /** Goes to a cell: the focus is on the cell itself, where its keys work. */
  readonly go = (key: string | undefined, extend = false): void => {
    if (key === undefined) return;
    const { selected, anchor } = this.view.getState();
    this.reveal(key);
    this.view.setState({ selected: key, anchor: extend ? (anchor ?? selected) : null, mode: 'command' });
    this.request({ key, what: 'cell' });
  };
  /** Writes in a cell. */
  readonly write = (key: string | undefined, at?: FocusRequest['at']): void => {
    if (key === undefined) return;
    this.reveal(key);
    const { folded, codeHidden } = this.view.getState();
    this.view.setState({
      selected: key,
      anchor: null,
      mode: 'edit',
      folded: toggled(folded, key, false),
      codeHidden: toggled(codeHidden, key, false),
    });
    this.request({ key, what: 'editor', ...(at === undefined ? {} : { at }) });
  };
  private request(request: Omit<FocusRequest, 'number'>): void {
    this.view.setState({ focus: { ...request, number: (this.requests += 1) } });
  }
  /** Opens the folded section that a cell is in. */
  private reveal(key: string): void {
    const block = this.model.blockOf(key);
    while (this.hidden().has(block)) {
      const { keys } = this.model.getState();
      const { sections } = this.view.getState();
      const above = keys.findLast((each, i) => i < block && each !== null && sections.has(each));
      if (above === undefined || above === null) return;
      this.view.setState({ sections: toggled(sections, above, false) });
    }
  }
  step(step: -1 | 1, extend = false): void {
    const keys = this.shownKeys();
    const { selected } = this.view.getState();
    const at = selected === null ? (step > 0 ? -1 : keys.length) : keys.indexOf(selected);
    this.go(keys[Math.max(0, Math.min(keys.length - 1, at + step))], extend);
  }
  edge(step: -1 | 1): void {
    this.go(this.shownKeys().at(step < 0 ? 0 : -1));
  }

  // ---- changing ------------------------------------------------------------------------------------------------

  /** Does what may be refused, and says why. */
  private attempt(act: () => void): void {
    try {
      act();
    } catch (thrown) {
      showFailure('The notebook was left as it was', thrown);
    }
  }
  private blocksOf(keys: readonly string[]): number[] {
    return keys.map((key) => this.model.blockOf(key)).filter((block) => block >= 0);
  }

  /** Puts a new cell above or below another (null: at the end) and writes in it. */
  add(kind: AddedKind, beside: string | null, side: 'above' | 'below' = 'below', write = true): void {
    this.attempt(() => {
      const { notebook, graph } = this.model.getState();
      const block = beside === null ? -1 : this.model.blockOf(beside);
      const at = block < 0 ? notebook.blocks.length : side === 'above' ? block : block + 1;
      const cell: NewCell =
        kind === 'sql'
          ? { kind, source: '', name: freeName('query', namesOf(notebook)) }
          : kind === 'markdown'
            ? { kind, source: '' }
            : { kind, source: FIRST_CHART };
      const above = graph.nodes.findLast((node) => node.block < at && node.kind === 'sql');
      const data = above ? (notebook.blocks[above.block] as CellBlock).name : null;
      const whole = kind === 'vega-lite' && data !== null ? { ...cell, data } : cell;
      const [key] = this.model.change('Add cell', (n) => addCell(n, at, whole));
      if (kind === 'vega-lite') {
        this.go(key);
        if (key !== undefined) this.view.setState({ form: key });
      } else if (write) this.write(key);
      else this.go(key);
    });
  }
  remove(keys: readonly string[] = this.chosen()): void {
    this.attempt(() => {
      const shown = this.shownKeys();
      const last = shown.indexOf(keys.at(-1) ?? '');
      const next =
        shown.slice(last + 1).find((key) => !keys.includes(key)) ??
        shown.slice(0, last).findLast((key) => !keys.includes(key));
      this.model.change(keys.length > 1 ? 'Delete cells' : 'Delete cell', (n) => deleteBlocks(n, this.blocksOf(keys)));
      if (next === undefined) this.view.setState({ selected: null, anchor: null, mode: 'command' });
      else this.go(next);
    });
  }
  /** @returns the text that was copied, for the system's clipboard */
  copy(keys: readonly string[] = this.chosen()): string {
    if (keys.length > 0) clip = textOfBlocks(this.model.getState().notebook, this.blocksOf(keys));
    return clip;
  }
  cut(keys: readonly string[] = this.chosen()): string {
    const text = this.copy(keys);
    this.remove(keys);
    return text;
  }
  /** @param text notebook text; without it, what was copied last */
  paste(side: 'above' | 'below' = 'below', text = clip): void {
    if (text.trim() === '') return;
    this.attempt(() => {
      const chosen = this.chosen();
      const beside = side === 'above' ? chosen[0] : chosen.at(-1);
      const { notebook } = this.model.getState();
      const block = beside === undefined ? notebook.blocks.length - 1 : this.model.blockOf(beside);
      const added = this.model.change(
        'Paste',
        (n) => pasteCells(n, side === 'above' ? block : block + 1, text).notebook,
      );
      this.goToAll(added);
    });
  }
  private goToAll(keys: readonly string[]): void {
    const order = this.keys().filter((key) => keys.includes(key));
    this.go(order[0]);
    if (order.length > 1) this.view.setState({ anchor: order.at(-1)! });
  }
  /** Puts a ready analysis below the chosen cells. */
  insertRecipe(recipe: Recipe): void {
    this.attempt(() => {
      const { notebook } = this.model.getState();
      const last = this.chosen().at(-1);
      const at = last === undefined ? notebook.blocks.length : this.model.blockOf(last) + 1;
      const added = this.model.change('Insert recipe', (n) => insertNotebook(n, at, recipe.text).notebook);
      const first = this.keys().find((key) => added.includes(key));
      this.go(first);
    });
  }
  duplicate(keys: readonly string[] = this.chosen()): void {
    if (keys.length === 0) return;
    this.attempt(() => this.goToAll(this.model.change('Duplicate', (n) => duplicateBlocks(n, this.blocksOf(keys)))));
  }
  move(step: -1 | 1, keys: readonly string[] = this.chosen()): void {
    if (keys.length === 0) return;
    this.attempt(() => {
      this.model.change('Move', (n) => stepBlocks(n, this.blocksOf(keys), step));
      const { selected, mode } = this.view.getState();
      if (selected !== null) this.request({ key: selected, what: mode === 'edit' ? 'editor' : 'cell' });
    });
  }
  /** Moves a cell above or below another, as by dragging. */
  drop(key: string, beside: string, side: 'above' | 'below'): void {
    this.attempt(() => {
      const moving = this.isChosen(key) ? this.chosen() : [key];
      if (moving.includes(beside)) return;
      const block = this.model.blockOf(beside);
      this.model.change('Move', (n) => moveTo(n, this.blocksOf(moving), side === 'above' ? block : block + 1));
      this.go(key);
    });
  }
  split(key: string): void {
    const editor = this.editors.get(key);
    if (!editor) return;
    this.attempt(() => {
      const offset = editor.cursor();
      const [added] = this.model.change('Split cell', (n) => splitAt(n, this.model.blockOf(key), offset));
      this.write(added, 'start');
    });
  }
  merge(keys: readonly string[] = this.chosen()): void {
    if (keys.length === 0) return;
    this.attempt(() => {
      this.model.change('Merge cells', (n) => mergeBlocks(n, this.blocksOf(keys)));
      this.go(keys[0]);
    });
  }
  become(kind: AddedKind, keys: readonly string[] = this.chosen()): void {
    this.attempt(() => {
      this.model.change('Change kind', (n) =>
        this.blocksOf(keys).reduce((now, block) => changeKind(now, block, kind), n),
      );
      this.go(keys.at(-1));
    });
  }
  /** How many cells name this one. */
  users(key: string): number {
    const id = this.idOf(key);
    return this.model.getState().graph.nodes.filter((node) => id !== null && [...node.names.values()].includes(id))
      .length;
  }
  /**
   * @param name null takes the name away
   * @param everywhere where the cell is named, too
   * @throws WaybillError 'notebook/name-taken', 'notebook/edit-refused'
   */
  rename(key: string, name: string | null, everywhere: boolean): void {
    const block = this.model.blockOf(key);
    const { graph } = this.model.getState();
    this.model.change(
      'Rename',
      (n) =>
        applyEdits(
          n,
          everywhere && name !== null
            ? renameEverywhere(n, graph, block, name, undefined, this.model.readings)
            : renameCell(n, block, name),
        ),
      { fresh: everywhere },
    );
    this.view.setState({ renaming: null });
    this.go(key);
  }
  format(key: string): void {
    const block = this.block(key);
    if (block?.kind !== 'sql') return;
    try {
      const text = format(block.source, {
        language: 'duckdb',
        keywordCase: 'lower',
        tabWidth: 2,
        paramTypes: { named: ['$'] },
      });
      this.model.change('Format', (n) => writeSource(n, this.model.blockOf(key), text));
    } catch (thrown) {
      showFailure('This cannot be formatted until it is complete', thrown);
    }
  }
  undo(): void {
    this.turned(this.model.undo());
  }
  redo(): void {
    this.turned(this.model.redo());
  }
  /** After undo or redo: goes to what changed; whoever writes in that cell goes on writing. */
  private turned(key: string | null): void {
    const { selected, mode } = this.view.getState();
    if (key === null) {
      if (selected !== null && this.model.blockOf(selected) < 0)
        this.view.setState({ selected: null, mode: 'command' });
      return;
    }
    if (key === selected && mode === 'edit') return;
    this.go(key);
  }

  // ---- charts --------------------------------------------------------------------------------------------------

  /** Names of the cells that a chart can show. */
  dataCells(): string[] {
    const { notebook } = this.model.getState();
    return notebook.blocks.flatMap((block) => (block.kind === 'sql' && block.name !== null ? [block.name] : []));
  }
  /** @param text a specification */
  setChart(key: string, text: string): void {
    this.attempt(() =>
      this.model.change('Chart', (n) => writeSource(n, this.model.blockOf(key), text), { group: `chart ${key}` }),
    );
  }
  setChartData(key: string, name: string): void {
    this.attempt(() =>
      this.model.change('Chart', (n) => applyEdits(n, setCellAttribute(n, this.model.blockOf(key), 'data', name))),
    );
  }
  /** Puts the query that sums up a chart's rows above it, and draws the chart of that. */
  aggregateChart(key: string, query: ChartQuery, types: FieldTypes): void {
    this.attempt(() => {
      const added = this.model.change('Sum up in SQL', (n) => {
        const at = this.model.blockOf(key);
        const name = freeName(query.name, namesOf(n));
        const drawn = writeSource(n, at, chartText(query.form, types));
        const named = applyEdits(drawn, setCellAttribute(drawn, at, 'data', name));
        return addCell(named, at, { kind: 'sql', source: query.source, name });
      });
      const id = added[0] === undefined ? null : this.idOf(added[0]);
      if (id !== null) this.model.runCell(id);
    });
  }
  runNamed(name: string): void {
    const node = this.model.getState().graph.nodes.find((each) => each.id.toLowerCase() === name.toLowerCase());
    if (node) this.model.runCell(node.id);
  }
  /** Opens or closes the form of a chart. */
  toggleForm(key: string): void {
    const { form } = this.view.getState();
    this.view.setState({ form: form === key ? null : key });
  }

  // ---- running -------------------------------------------------------------------------------------------------

  /** Runs the chosen cells; text is shown as it reads. */
  run(then: 'stay' | 'next' | 'insert', keys: readonly string[] = this.chosen()): void {
    for (const key of keys) {
      const id = this.idOf(key);
      if (id === null) continue;
      const kind = this.block(key)?.kind;
      if (kind === 'sql') this.model.runCell(id);
      else this.refreshText(key);
    }
    const last = keys.at(-1);
    if (last === undefined) return;
    const shown = this.shownKeys();
    const next = shown[shown.indexOf(last) + 1];
    if (then === 'stay') this.go(last);
    else if (then === 'insert' || next === undefined) this.add('sql', last, 'below');
    else this.go(next);
  }
  /** Runs the cells from the top of the notebook down to this one. */
  runTo(key: string): void {
    const id = this.idOf(key);
    if (id !== null) this.model.runTo(id);
  }
  /** Ends the run that a cell runs or waits in. */
  cancel(key: string): void {
    const id = this.idOf(key);
    if (id !== null) this.model.cancelCell(id);
  }
  /** Puts the figures into a text again, where what they come from is there. */
  refreshText(key: string): void {
    const node = this.model.nodeOfBlock(this.model.blockOf(key));
    if (node?.kind !== 'markdown' || node.errors.length > 0) return;
    if (node.needs.length === 0 && node.inputs.length === 0) return;
    const ready = node.needs.every((id) => this.model.cell(id).phase === 'done' && !this.model.cell(id).stale);
    if (ready && this.model.cell(node.id).markdown !== null) this.model.runCell(node.id);
    else if (ready && node.needs.length > 0) this.model.runCell(node.id);
  }

  // ---- folding -------------------------------------------------------------------------------------------------

  /** Folds or opens: of a heading its section, of another cell the cell. */
  fold(key: string): void {
    const block = this.block(key);
    const { sections, folded } = this.view.getState();
    if (block && sectionLevel(block) !== null) this.view.setState({ sections: toggled(sections, key) });
    else this.view.setState({ folded: toggled(folded, key) });
  }
  foldAll(on: boolean): void {
    const keys = this.keys().filter((key) => this.block(key)?.kind !== 'markdown');
    this.view.setState({ folded: new Set(on ? keys : []), sections: new Set() });
  }
  hideCode(keys: readonly string[]): void {
    const { codeHidden } = this.view.getState();
    const on = !keys.every((key) => codeHidden.has(key));
    this.view.setState({ codeHidden: keys.reduce((now, key) => toggled(now, key, on), codeHidden) });
  }
  hideAllCode(): void {
    this.hideCode(this.keys().filter((key) => this.block(key)?.kind === 'sql'));
  }

  // ---- finding -------------------------------------------------------------------------------------------------

  openFind(replacing = false): void {
    const { find } = this.view.getState();
    const picked = document.getSelection()?.toString() ?? '';
    const text = picked !== '' && !picked.includes('\n') && picked.length < 200 ? picked : (find?.text ?? '');
    const query = find ?? { matchCase: false, regex: false, replacement: '', at: null, replacing };
    this.view.setState({ find: { ...query, text, replacing: replacing || query.replacing } });
  }
  closeFind(): void {
    const { find, selected } = this.view.getState();
    this.view.setState({ find: null });
    this.go(find?.at?.key ?? selected ?? this.shownKeys()[0]);
  }
  /** @throws WaybillError 'notebook/find' */
  matches(find: FindQuery): Match[] {
    return findIn(this.model.getState().notebook, find);
  }
  setFind(change: Partial<FindState>): void {
    const { find } = this.view.getState();
    if (find) this.view.setState({ find: { ...find, ...change } });
  }
  /** Goes to the next or previous match, around the ends. */
  findStep(step: -1 | 1, matches: readonly Match[]): void {
    const { find, selected } = this.view.getState();
    if (!find || matches.length === 0) return;
    const here = find.at
      ? { block: this.model.blockOf(find.at.key), from: find.at.from }
      : { block: selected === null ? -1 : this.model.blockOf(selected), from: -1 };
    const after = (m: Match): boolean => m.block > here.block || (m.block === here.block && m.from > here.from);
    const before = (m: Match): boolean => m.block < here.block || (m.block === here.block && m.from < here.from);
    const next = step > 0 ? (matches.find(after) ?? matches[0]!) : (matches.findLast(before) ?? matches.at(-1)!);
    const key = this.model.getState().keys[next.block];
    if (key === null || key === undefined) return;
    this.reveal(key);
    const { folded, codeHidden } = this.view.getState();
    this.view.setState({
      find: { ...find, at: { key, from: next.from, to: next.to } },
      selected: key,
      anchor: null,
      mode: 'command',
      folded: toggled(folded, key, false),
      codeHidden: toggled(codeHidden, key, false),
    });
  }
  /** @param only one match; null for all */
  replace(only: Match | null): void {
    const { find } = this.view.getState();
    if (!find) return;
    this.attempt(() =>
      this.model.change(only ? 'Replace' : 'Replace all', (n) => replaceIn(n, find, find.replacement, only)),
    );
  }

  // ---- keys of an editor ---------------------------------------------------------------------------------------

  editorKeys(key: string): EditorKeys {
    return {
      leave: () => {
        this.refreshText(key);
        this.go(key);
      },
      step: (step) => {
        const shown = this.shownKeys();
        const next = shown[shown.indexOf(key) + step];
        if (next === undefined) return false;
        if (this.block(next)?.kind === 'sql') this.write(next, step < 0 ? 'end' : 'start');
        else this.go(next);
        return true;
      },
      run: (then) => this.run(then, [key]),
      split: () => this.split(key),
      undo: () => this.undo(),
      redo: () => this.redo(),
      find: () => this.openFind(),
      format: () => this.format(key),
      save: () => void this.model.saveNow(),
      move: (step) => this.move(step, [key]),
    };
  }
  bodyOf(key: string): string {
    const block = this.block(key);
    return block ? bodyOf(block) : '';
  }
}

const writeSource = (notebook: Notebook, block: number, text: string): Notebook =>
  applyEdits(notebook, replaceSource(notebook, block, text));
