/** The editor of a query: CodeMirror with DuckDB's words, completion from the catalogue, errors where they are. */
import { useEffect, useImperativeHandle, useRef, useState, type Ref } from 'react';
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { sql, schemaCompletionSource, keywordCompletionSource } from '@codemirror/lang-sql';
import { bracketMatching, indentUnit, syntaxHighlighting } from '@codemirror/language';
import { lintGutter, setDiagnostics } from '@codemirror/lint';
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search';
import { Compartment, EditorState, Prec, type Extension } from '@codemirror/state';
import {
  EditorView,
  drawSelection,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
  placeholder,
} from '@codemirror/view';
import type { RelationInfo } from '../../shared/contract/engine.ts';
import { styleNonce } from '../app/nonce.ts';
import { columnsAndFunctions, namespaceOf } from './completion.ts';
import { duckdb, duckdbWords } from './dialect.ts';
import { colours, look } from './editor-look.ts';
import { partToRun, type ScriptPart } from './statement-at.ts';

export interface SqlEditorHandle {
  /** The selection or the statement at the cursor. */
  readonly part: () => ScriptPart | null;
  readonly text: () => string;
  readonly replace: (text: string) => void;
  readonly focus: () => void;
}

interface SqlEditorProps {
  readonly initialText: string;
  readonly label: string;
  readonly relations: readonly RelationInfo[];
  /** What is wrong, and where in the text; null clears it. */
  readonly error: { readonly message: string; readonly offset: number } | null;
  readonly onChange: (text: string) => void;
  readonly onRun: (part: ScriptPart | null) => void;
  readonly onRunAll: () => void;
  readonly onFormat: () => void;
  readonly ref?: Ref<SqlEditorHandle>;
}

/** What the editor is called for people who have it read out; changes with the tab's name. */
const ariaName = new Compartment();
const nameOf = (label: string): Extension =>
  EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'false' });

export function SqlEditor(props: SqlEditorProps) {
  const { label, error, ref } = props;
  const [initialText] = useState(props.initialText);
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const latest = useRef(props);
  useEffect(() => {
    latest.current = props;
  });

  useEffect(() => {
    if (!host.current) return undefined;
    const run = (editor: EditorView): boolean => {
      const { from, to } = editor.state.selection.main;
      latest.current.onRun(partToRun(editor.state.doc.toString(), from, to));
      return true;
    };
    const relationsNow = (): readonly RelationInfo[] => latest.current.relations;
    const editor = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc: initialText,
        extensions: [
          ...(styleNonce === '' ? [] : [EditorView.cspNonce.of(styleNonce)]),
          Prec.highest(
            keymap.of([
              { key: 'Mod-Enter', run },
              {
                key: 'Mod-Shift-Enter',
                run: () => {
                  latest.current.onRunAll();
                  return true;
                },
              },
              {
                key: 'Shift-Alt-f',
                run: () => {
                  latest.current.onFormat();
                  return true;
                },
              },
            ]),
          ),
          lineNumbers(),
          history(),
          drawSelection(),
          highlightActiveLine(),
          highlightActiveLineGutter(),
          bracketMatching(),
          closeBrackets(),
          highlightSelectionMatches(),
          indentUnit.of('  '),
          lintGutter(),
          search({ top: true }),
          placeholder('select … from shipments'),
          sql({ dialect: duckdb, upperCaseKeywords: false }),
          autocompletion({
            override: [
              (context) => schemaCompletionSource({ dialect: duckdb, schema: namespaceOf(relationsNow()) })(context),
              columnsAndFunctions(relationsNow),
              keywordCompletionSource(duckdbWords),
            ],
            icons: false,
            maxRenderedOptions: 12,
          }),
          syntaxHighlighting(colours),
          look,
          ariaName.of(nameOf(latest.current.label)),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) latest.current.onChange(update.state.doc.toString());
          }),
          keymap.of([
            ...closeBracketsKeymap,
            ...defaultKeymap,
            ...searchKeymap,
            ...historyKeymap,
            ...completionKeymap,
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
  }, [initialText]);

  useEffect(() => {
    view.current?.dispatch({ effects: ariaName.reconfigure(nameOf(label)) });
  }, [label]);

  useEffect(() => {
    const editor = view.current;
    if (!editor) return;
    const { doc } = editor.state;
    const from = Math.min(error?.offset ?? 0, doc.length);
    const word = /^[\p{L}\p{N}_]+/u.exec(doc.sliceString(from, from + 100))?.[0].length ?? 1;
    editor.dispatch(
      setDiagnostics(
        editor.state,
        error ? [{ from, to: Math.min(doc.length, from + word), severity: 'error', message: error.message }] : [],
      ),
    );
  }, [error]);

  useImperativeHandle(ref, () => ({
    part: () => {
      const editor = view.current;
      if (!editor) return null;
      const { from, to } = editor.state.selection.main;
      return partToRun(editor.state.doc.toString(), from, to);
    },
    text: () => view.current?.state.doc.toString() ?? '',
    replace: (text) => {
      const editor = view.current;
      if (!editor) return;
      editor.dispatch({
        changes: { from: 0, to: editor.state.doc.length, insert: text },
        selection: { anchor: Math.min(editor.state.selection.main.head, text.length) },
      });
    },
    focus: () => view.current?.focus(),
  }));

  return <div className="wb-editor" ref={host} />;
}
