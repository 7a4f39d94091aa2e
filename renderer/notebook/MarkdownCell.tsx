/** Sentences of a notebook: shown as they read, with their figures; written when they are chosen. */
import { useMemo, useState, type Ref } from 'react';
import { renderMarkdown } from '../../shared/notebook/markdown.ts';
import { CellEditor, type CellEditorHandle, type EditorKeys, type TextRange } from './CellEditor.tsx';
import { figureCompletions } from './completions.ts';
import type { NotebookDesk } from './notebook-desk.ts';

interface MarkdownCellProps {
  readonly desk: NotebookDesk;
  readonly cellKey: string;
  readonly body: string;
  /** The text with its figures, once they are known. */
  readonly filled: string | null;
  readonly writing: boolean;
  readonly keys: EditorKeys;
  readonly marks: readonly TextRange[];
  readonly editor: Ref<CellEditorHandle>;
}

const NONE: readonly never[] = [];

export function MarkdownCell({ desk, cellKey, body, filled, writing, keys, marks, editor }: MarkdownCellProps) {
  const [completions] = useState(() => figureCompletions(desk.model));
  // `renderMarkdown` gives HTML that shows and does nothing else: no HTML of the author's, no image, no outside link.
  const html = useMemo(() => ({ __html: renderMarkdown(filled ?? body) }), [filled, body]);
  if (writing) {
    return (
      <div className="wb-cell-editor wb-markdown-editor">
        <CellEditor
          ref={editor}
          label="Text of the cell (Markdown)"
          hint="Write here: # heading, **bold**, {{ cell.column }} for a figure"
          language="markdown"
          value={body}
          completions={completions}
          diagnostics={NONE}
          marks={marks}
          keys={keys}
          onChange={(text) => desk.model.setBody(cellKey, text)}
          onFocus={() => desk.noticed(cellKey, 'edit')}
        />
      </div>
    );
  }
  return (
    <div className="wb-markdown-host" onDoubleClick={() => desk.write(cellKey)}>
      {body.trim() === '' ? (
        <p className="wb-markdown wb-note">Empty text. Press Enter to write.</p>
      ) : (
        <div className="wb-markdown" dangerouslySetInnerHTML={html} />
      )}
    </div>
  );
}
