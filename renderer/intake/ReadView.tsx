/** How one file is read: settings above, raw text and parsed rows below, the chosen record in full at the foot. */
import { useState } from 'react';
import { Button } from '@mantine/core';
import { ChevronLeft, ChevronRight, TriangleAlert } from 'lucide-react';
import type { ReadChoice } from '../../shared/intake/read-choice.ts';
import { formatCount } from '../grid/format.ts';
import { hasHiddenCharacters, visibleText } from '../grid/visible-text.ts';
import type { Anchor } from '../ui/AnchoredPopover.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ColumnForm } from './ColumnForm.tsx';
import { changeChoice, chooseColumn, isAmbiguous, nextReject, rowNumberOf, type Preview } from './intake-model.ts';
import { PreviewPanes } from './PreviewPanes.tsx';
import { ReadForm } from './ReadForm.tsx';
import { PREVIEW_RECORDS, usePreview } from './use-intake.ts';
import { Spinner } from '../ui/Spinner.tsx';

interface ReadViewProps {
  readonly file: string;
  readonly choice: ReadChoice;
  readonly onChange: (choice: ReadChoice) => void;
}

export function ReadView({ file, choice, onChange }: ReadViewProps) {
  const [from, setFrom] = useState(1);
  const [selected, setSelected] = useState(0);
  const [column, setColumn] = useState<{ index: number; anchor: Anchor } | null>(null);
  const { value: preview, error, busy } = usePreview(file, choice, from);
  if (!preview) {
    return error ? (
      <EmptyState tone="failure" icon={TriangleAlert} title="The file cannot be shown">
        {error.message}
      </EmptyState>
    ) : (
      <div className="wb-waiting">
        <Spinner size={22} label="Reading the file" />
      </div>
    );
  }
  const at = Math.min(selected, Math.max(0, preview.items.length - 1));
  return (
    <div className="wb-read">
      <ReadForm preview={preview} choice={choice} onChange={onChange} />
      {error && (
        <p className="wb-read-remark" data-tone="bad" role="alert">
          <TriangleAlert size={13} aria-hidden /> {error.message} The rows below are those of the settings before.
        </p>
      )}
      <Remarks preview={preview} choice={choice} onChange={onChange} />
      <Summary
        preview={preview}
        from={from}
        onFrom={(to) => {
          setFrom(to);
          setSelected(0);
        }}
        onNextReject={() => setSelected(nextReject(preview.items, at) ?? at)}
      />
      <PreviewPanes
        items={preview.items}
        settings={preview.settings}
        selected={at}
        busy={busy}
        onSelect={setSelected}
        onColumn={(index, anchor) => setColumn({ index, anchor })}
      />
      <Detail
        preview={preview}
        index={at}
        row={rowNumberOf(preview, at, from === 1)}
        onHeader={(headerRow) =>
          onChange(changeChoice(choice, { headerRow, headerRows: undefined, skippedRows: undefined }))
        }
      />
      <ColumnForm
        anchor={column?.anchor ?? null}
        column={column === null ? undefined : preview.settings.columns[column.index]}
        choice={choice}
        onChange={onChange}
        onClose={() => setColumn(null)}
      />
    </div>
  );
}

/** What detection is not sure of, with the choice beside it where there is one. */
function Remarks({ preview, choice, onChange }: Omit<ReadViewProps, 'file'> & { readonly preview: Preview }) {
  const ambiguous = preview.settings.columns.filter((c) => c.chosen !== true && isAmbiguous(c.format));
  const said = preview.remarks.filter(
    (remark) => !ambiguous.some((c) => remark.includes(`"${c.name}"`)) && !/would be rejected/.test(remark),
  );
  if (ambiguous.length === 0 && said.length === 0) return null;
  const decide = (column: (typeof ambiguous)[number], format: string): void =>
    onChange(chooseColumn(choice, { header: column.header, type: column.type, format }));
  return (
    <div className="wb-read-remarks" role="group" aria-label="What is not sure">
      {ambiguous.map((column) => (
        <p key={column.name} className="wb-read-remark">
          <TriangleAlert size={13} aria-hidden />
          <span>The dates of “{visibleText(column.header.trim(), 60)}” can be read in two ways.</span>
          <Button size="compact-xs" variant="default" onClick={() => decide(column, 'd/m/yyyy')}>
            Day first
          </Button>
          <Button size="compact-xs" variant="default" onClick={() => decide(column, 'm/d/yyyy')}>
            Month first
          </Button>
        </p>
      ))}
      {said.map((remark) => (
        <p key={remark} className="wb-read-remark">
          <TriangleAlert size={13} aria-hidden />
          <span>{visibleText(remark, 400)}</span>
        </p>
      ))}
    </div>
  );
}

interface SummaryProps {
  readonly preview: Preview;
  readonly from: number;
  readonly onFrom: (from: number) => void;
  readonly onNextReject: () => void;
}

function Summary({ preview, from, onFrom, onNextReject }: SummaryProps) {
  const { sampled, complete, rejects, confidence } = preview;
  const rejected = rejects.reduce((sum, each) => sum + each.count, 0);
  return (
    <div className="wb-read-summary">
      <span aria-live="polite">
        <span className="wb-strong">{formatCount(sampled)} records</span>{' '}
        {complete ? 'in the file' : 'in the sample that was looked at'}
        {', '}
        {rejected === 0 ? (
          'none would be rejected'
        ) : (
          <span className="wb-warn">
            {formatCount(rejected)} would be rejected:{' '}
            {rejects.map((each) => `${each.reason} (${formatCount(each.count)})`).join(', ')}
          </span>
        )}
      </span>
      {rejected > 0 && (
        <Button size="compact-xs" variant="default" onClick={onNextReject}>
          Next rejected
        </Button>
      )}
      <span className="wb-grow" />
      <span className="wb-note">guess {Math.round(confidence * 100)} % sure</span>
      {(from > 1 || sampled >= from + PREVIEW_RECORDS) && (
        <>
          <Button
            size="compact-xs"
            variant="default"
            disabled={from === 1}
            aria-label="Earlier records"
            onClick={() => onFrom(Math.max(1, from - PREVIEW_RECORDS))}
          >
            <ChevronLeft size={13} aria-hidden />
          </Button>
          <span className="wb-note wb-tabular">
            {formatCount(from)}–{formatCount(Math.min(sampled, from + PREVIEW_RECORDS - 1))}
          </span>
          <Button
            size="compact-xs"
            variant="default"
            disabled={sampled < from + PREVIEW_RECORDS}
            aria-label="Later records"
            onClick={() => onFrom(from + PREVIEW_RECORDS)}
          >
            <ChevronRight size={13} aria-hidden />
          </Button>
        </>
      )}
    </div>
  );
}

interface DetailProps {
  readonly preview: Preview;
  readonly index: number;
  /** Parsed row, where it can be the header. */
  readonly row: number | null;
  readonly onHeader: (row: number) => void;
}

/** The chosen row in full, where it lies, and what can be made of it. */
function Detail({ preview, index, row, onHeader }: DetailProps) {
  const item = preview.items[index];
  if (!item || item.kind === 'gap') return <div className="wb-read-detail" />;
  const unit = preview.settings.kind === 'xlsx' ? 'row' : 'line';
  const where = [
    item.record === null ? null : `Record ${formatCount(item.record)}`,
    `${unit} ${formatCount(item.line)}`,
    item.offset === null ? null : `byte ${formatCount(item.offset)}`,
  ].filter((part) => part !== null);
  return (
    <div className="wb-read-detail" role="group" aria-label="Chosen row">
      <div className="wb-read-where">
        <span className="wb-strong">{where.join(' · ')}</span>
        {item.reason !== null && (
          <span className="wb-tag" data-tone="warn">
            would be rejected: {item.reason}
          </span>
        )}
        {hasHiddenCharacters(item.raw) && <span className="wb-flag">has hidden characters</span>}
        <span className="wb-grow" />
        {row !== null && row !== preview.settings.headerRow && (
          <Button size="compact-xs" variant="default" onClick={() => onHeader(row)}>
            This is the header
          </Button>
        )}
      </div>
      <pre className="wb-read-raw" tabIndex={0} role="group" aria-label="Its raw text">
        {visibleText(item.raw, 4000) || '(empty)'}
      </pre>
    </div>
  );
}
