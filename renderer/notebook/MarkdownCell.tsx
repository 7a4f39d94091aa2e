/** Sentences of a notebook: shown as they read, written when they are chosen. */
import { useMemo, useState } from 'react';
import { Textarea } from '@mantine/core';
import { Pencil } from 'lucide-react';
import { renderMarkdown } from '../../shared/notebook/markdown.ts';
import { IconButton } from '../ui/IconButton.tsx';

interface MarkdownCellProps {
  readonly source: string;
  /** The text with its figures, once they are known. */
  readonly filled: string | null;
  readonly onChange: (source: string) => void;
}

export function MarkdownCell({ source, filled, onChange }: MarkdownCellProps) {
  const [draft, setDraft] = useState<string | null>(null);
  // `renderMarkdown` gives HTML that shows and does nothing else: no HTML of the author's, no image, no outside link.
  const html = useMemo(() => ({ __html: renderMarkdown(filled ?? source) }), [filled, source]);
  if (draft !== null) {
    return (
      <Textarea
        autosize
        minRows={3}
        autoFocus
        aria-label="Text of the cell (Markdown)"
        classNames={{ input: 'wb-markdown-input' }}
        value={draft}
        onChange={(event) => setDraft(event.currentTarget.value)}
        onBlur={() => {
          onChange(draft);
          setDraft(null);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Escape' || (event.key === 'Enter' && (event.ctrlKey || event.metaKey))) {
            event.preventDefault();
            event.currentTarget.blur();
          }
        }}
      />
    );
  }
  return (
    <div className="wb-markdown-host" onDoubleClick={() => setDraft(source)}>
      <div className="wb-markdown" dangerouslySetInnerHTML={html} />
      <div className="wb-markdown-edit">
        <IconButton icon={Pencil} label="Edit this text" onClick={() => setDraft(source)} />
      </div>
    </div>
  );
}
