/**
 * The editor of a cell. It has no history of its own: undo is that of the notebook, across all cells, so the text given
 * may change under it. What is typed and cannot be taken yet (an unclosed comment) stays as a draft with its reason.
 */
import { useEffect, useImperativeHandle, useRef, useState, type Ref } from 'react';
import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
  completionStatus,
  type CompletionSource,
} from '@codemirror/autocomplete';
import { defaultKeymap, indentWithTab } from '@codemirror/commands';
import { sql } from '@codemirror/lang-sql';
import { bracketMatching, indentUnit, syntaxHighlighting } from '@codemirror/language';
import { setDiagnostics, type Diagnostic } from '@codemirror/lint';
import { Annotation, Compartment, EditorState, Prec, StateEffect, StateField, type Extension } from '@codemirror/state';
import {
  Decoration,
  drawSelection,
  EditorView,
  highlightActiveLine,
  keymap,
  lineNumbers,
  placeholder,
  type DecorationSet,
} from '@codemirror/view';
import { toErrorData } from '../../shared/errors.ts';
import { difference } from '../../shared/notebook/history.ts';
import { styleNonce } from '../app/nonce.ts';
import { duckdb } from '../sql/dialect.ts';
import { colours, look } from '../sql/editor-look.ts';
import { jsonLanguage, markdownLanguage } from './languages.ts';

export type CellLanguage = 'sql' | 'markdown' | 'json';

export interface CellEditorHandle {
  readonly text: () => string;
  /** Offset of the cursor. */
  readonly cursor: () => number;
  readonly focus: (at?: 'start' | 'end' | { from: number; to: number }) => void;
}

export interface TextRange {
  readonly from: number;
  readonly to: number;
  readonly current?: boolean;
}

/** What the keys of an editor do; each says whether the key was used. */
export interface EditorKeys {
  readonly leave: () => void;
  /** Over the edge of the text, to the next or previous cell. */
  readonly step: (step: -1 | 1) => boolean;
  readonly run: (then: 'stay' | 'next' | 'insert') => void;
  readonly split: () => void;
  readonly undo: () => void;
  readonly redo: () => void;
  readonly find: () => void;
  readonly format: () => void;
  readonly save: () => void;
  readonly move: (step: -1 | 1) => void;
}

interface CellEditorProps {
  readonly value: string;
  readonly language: CellLanguage;
  readonly label: string;
  readonly hint?: string;
  readonly completions: readonly CompletionSource[];
  readonly diagnostics: readonly Diagnostic[];
  readonly marks: readonly TextRange[];
  readonly keys: EditorKeys;
  /** @throws WaybillError where the text cannot be taken */
  readonly onChange: (text: string) => void;
  readonly onFocus: () => void;
  readonly ref?: Ref<CellEditorHandle>;
}

const fromOutside = Annotation.define<boolean>();
const setMarks = StateEffect.define<readonly TextRange[]>();
const marksField = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, transaction) {
    let now = marks.map(transaction.changes);
    for (const effect of transaction.effects) {
      if (!effect.is(setMarks)) continue;
      const { length } = transaction.state.doc;
      now = Decoration.set(
        effect.value
          .filter(({ from, to }) => from < to && to <= length)
          .map(({ from, to, current }) =>
            Decoration.mark({ class: current ? 'wb-found wb-found-current' : 'wb-found' }).range(from, to),
          ),
      );
    }
    return now;
  },
  provide: (field) => EditorView.decorations.from(field),
});

const languageOf = (language: CellLanguage): Extension => {
  if (language === 'sql')
    return [sql({ dialect: duckdb }), lineNumbers(), closeBrackets(), bracketMatching(), EditorView.lineWrapping];
  if (language === 'json') return [jsonLanguage, closeBrackets(), bracketMatching(), EditorView.lineWrapping];
  return [markdownLanguage, EditorView.lineWrapping];
};

/** What the editor is called for people who have it read out: it changes with the name of the cell. */
const ariaName = new Compartment();
const nameOf = (label: string, language: CellLanguage): Extension =>
  EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: language === 'markdown' ? 'true' : 'false' });

/** White space at the ends of a text cell is not its own. */
const same = (language: CellLanguage, a: string, b: string): boolean =>
  language === 'markdown' ? a.trim() === b.trim() : a === b;

export function CellEditor(props: CellEditorProps) {
  const { value, language, label, diagnostics, marks, ref } = props;
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const latest = useRef(props);
  const [refused, setRefused] = useState<string | null>(null);
  const draft = useRef(false);
  useEffect(() => {
    latest.current = props;
  });

  useEffect(() => {
    if (!host.current) return undefined;
    const keys = (): EditorKeys => latest.current.keys;
    const does = (act: (editor: EditorView) => void) => (editor: EditorView) => {
      act(editor);
      return true;
    };
    const overEdge = (step: -1 | 1) => (editor: EditorView) => {
      const { main } = editor.state.selection;
      const { doc } = editor.state;
      if (!main.empty || completionStatus(editor.state) === 'active') return false;
      if (doc.lineAt(main.head).number !== (step < 0 ? 1 : doc.lines)) return false;
      return keys().step(step);
    };
    const undo = (editor: EditorView): void => {
      if (!draft.current) return keys().undo();
      draft.current = false;
      setRefused(null);
      replaceAll(editor, latest.current.value);
    };
    const editor = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc: latest.current.value,
        extensions: [
          ...(styleNonce === '' ? [] : [EditorView.cspNonce.of(styleNonce)]),
          Prec.highest(
            keymap.of([
              { key: 'Shift-Enter', run: does(() => keys().run('next')) },
              { key: 'Mod-Enter', run: does(() => keys().run('stay')) },
              { key: 'Alt-Enter', run: does(() => keys().run('insert')) },
              { key: 'Ctrl-Shift--', run: does(() => keys().split()) },
              { key: 'Mod-z', run: does(undo), shift: does(() => keys().redo()) },
              { key: 'Mod-y', run: does(() => keys().redo()) },
              { key: 'Mod-f', run: does(() => keys().find()) },
              { key: 'Mod-s', run: does(() => keys().save()) },
              { key: 'Shift-Alt-f', run: does(() => keys().format()) },
              { key: 'Ctrl-Shift-ArrowUp', run: does(() => keys().move(-1)) },
              { key: 'Ctrl-Shift-ArrowDown', run: does(() => keys().move(1)) },
            ]),
          ),
          languageOf(language),
          drawSelection(),
          ...(language === 'sql' ? [highlightActiveLine()] : []),
          indentUnit.of('  '),
          marksField,
          placeholder(latest.current.hint ?? ''),
          autocompletion({
            override: latest.current.completions.map(
              (_, i) => (context) => latest.current.completions[i]?.(context) ?? null,
            ),
            icons: false,
            maxRenderedOptions: 12,
          }),
          syntaxHighlighting(colours),
          look,
          ariaName.of(nameOf(latest.current.label, language)),
          EditorView.updateListener.of((update) => {
            if (update.focusChanged && update.view.hasFocus) latest.current.onFocus();
            if (!update.docChanged || update.transactions.some((t) => t.annotation(fromOutside))) return;
            try {
              latest.current.onChange(update.state.doc.toString());
              draft.current = false;
              setRefused(null);
            } catch (thrown) {
              draft.current = true;
              setRefused(toErrorData(thrown).message);
            }
          }),
          keymap.of([
            ...closeBracketsKeymap,
            ...completionKeymap,
            { key: 'Escape', run: does(() => keys().leave()) },
            { key: 'ArrowUp', run: overEdge(-1) },
            { key: 'ArrowDown', run: overEdge(1) },
            ...defaultKeymap,
            indentWithTab,
          ]),
        ],
      }),
    });
    view.current = editor;
    return () => {
      editor.destroy();
      view.current = null;
    };
  }, [language]);

  useEffect(() => {
    view.current?.dispatch({ effects: ariaName.reconfigure(nameOf(label, language)) });
  }, [label, language]);

  useEffect(() => {
    const editor = view.current;
    if (!editor || draft.current || same(language, editor.state.doc.toString(), value)) return;
    replaceAll(editor, value);
  }, [value, language]);

  useEffect(() => {
    const editor = view.current;
    if (!editor) return;
    const { length } = editor.state.doc;
    const clamp = (offset: number): number => Math.max(0, Math.min(length, offset));
    editor.dispatch(
      setDiagnostics(
        editor.state,
        diagnostics.map((d) => ({ ...d, from: clamp(d.from), to: Math.max(clamp(d.from), clamp(d.to)) })),
      ),
    );
  }, [diagnostics, language]);

  useEffect(() => {
    view.current?.dispatch({ effects: setMarks.of(marks) });
    const current = marks.find((mark) => mark.current);
    const editor = view.current;
    if (current && editor && current.to <= editor.state.doc.length)
      editor.dispatch({ effects: EditorView.scrollIntoView(current.from, { y: 'nearest' }) });
  }, [marks, language, value]);

  useImperativeHandle(ref, () => ({
    text: () => view.current?.state.doc.toString() ?? '',
    cursor: () => view.current?.state.selection.main.head ?? 0,
    focus: (at) => {
      const editor = view.current;
      if (!editor) return;
      const { length } = editor.state.doc;
      if (at === 'start') editor.dispatch({ selection: { anchor: 0 } });
      else if (at === 'end') editor.dispatch({ selection: { anchor: length } });
      else if (at) editor.dispatch({ selection: { anchor: Math.min(at.from, length), head: Math.min(at.to, length) } });
      editor.focus();
    },
  }));

  return (
    <>
      <div className="wb-editor" ref={host} />
      {refused !== null && (
        <p className="wb-cell-error" role="alert">
          Not taken yet: {refused}
        </p>
      )}
    </>
  );
}

/** Makes the editor show another text, by the smallest change, so that the cursor stays where it can. */
function replaceAll(editor: EditorView, text: string): void {
  const edit = difference(editor.state.doc.toString(), text);
  if (!edit) return;
  editor.dispatch({
    changes: edit,
    annotations: fromOutside.of(true),
    ...(editor.hasFocus ? { selection: { anchor: edit.from + edit.insert.length }, scrollIntoView: true } : {}),
  });
}
