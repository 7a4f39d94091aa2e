/**
 * The raw text of a file at the left, its parsed rows at the right. Both have one row per record at the same height, so
 * that they scroll as one; what is chosen at one side is chosen at the other.
 */
import { memo, useEffect, useRef, type KeyboardEvent, type UIEvent } from 'react';
import { TriangleAlert } from 'lucide-react';
import { formatCount } from '../grid/format.ts';
import { visibleText } from '../grid/visible-text.ts';
import { anchorOf, type Anchor } from '../ui/AnchoredPopover.tsx';
import { isAmbiguous, type PreviewItem, type Settings } from './intake-model.ts';

/** Height of a row in pixels; the same in styles/intake.css. */
const ROW = 24;
const RAW_LIMIT = 400;
const CELL_LIMIT = 160;
const PAGE_STEP = 15;

interface PreviewPanesProps {
  readonly items: readonly PreviewItem[];
  readonly settings: Settings;
  readonly selected: number;
  readonly busy: boolean;
  readonly onSelect: (index: number) => void;
  /** Opens the form of a column. */
  readonly onColumn: (index: number, anchor: Anchor) => void;
}

export function PreviewPanes({ items, settings, selected, busy, onSelect, onColumn }: PreviewPanesProps) {
  const raw = useRef<HTMLDivElement>(null);
  const parsed = useRef<HTMLDivElement>(null);

  /** The other pane follows; setting the same place again raises no event, so they do not chase each other. */
  const follow = (event: UIEvent<HTMLDivElement>): void => {
    const from = event.currentTarget;
    const to = from === raw.current ? parsed.current : raw.current;
    if (to && to.scrollTop !== from.scrollTop) to.scrollTop = from.scrollTop;
  };
  const move = (event: KeyboardEvent): void => {
    const last = items.length - 1;
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: selected + 1,
      ArrowUp: selected - 1,
      PageDown: selected + PAGE_STEP,
      PageUp: selected - PAGE_STEP,
      Home: 0,
      End: last,
    };
    const to = steps[event.key];
    if (to === undefined || event.target !== event.currentTarget) return;
    event.preventDefault();
    onSelect(Math.max(0, Math.min(last, to)));
  };
  useEffect(() => {
    const pane = raw.current;
    if (!pane) return;
    const top = selected * ROW;
    const room = pane.clientHeight - HEAD;
    if (top < pane.scrollTop) pane.scrollTop = top;
    else if (top + ROW > pane.scrollTop + room) pane.scrollTop = top + ROW - room;
  }, [selected]);

  const hasRejects = items.some((item) => item.kind === 'reject');
  return (
    <div className="wb-panes" aria-busy={busy} data-busy={busy || undefined}>
      <div className="wb-pane wb-pane-raw" ref={raw} onScroll={follow}>
        <div className="wb-pane-head wb-strong">Raw text</div>
        <div
          role="listbox"
          tabIndex={0}
          aria-label="Raw text"
          aria-activedescendant={items.length > 0 ? `raw-${selected}` : undefined}
          onKeyDown={move}
        >
          {items.map((item, i) => (
            <RawRow key={i} item={item} index={i} selected={i === selected} onSelect={onSelect} />
          ))}
        </div>
      </div>
      <div className="wb-pane wb-pane-parsed" ref={parsed} onScroll={follow}>
        <table role="grid" tabIndex={0} aria-label="Parsed rows" aria-rowcount={items.length + 1} onKeyDown={move}>
          <thead>
            <tr>
              <th scope="col" className="wb-pane-number">
                Record
              </th>
              {hasRejects && <th scope="col">Rejected because</th>}
              {settings.columns.map((column, i) => (
                <th key={i} scope="col">
                  <button
                    type="button"
                    className="wb-pane-column"
                    data-warn={(isAmbiguous(column.format) && column.chosen !== true) || undefined}
                    data-chosen={column.chosen || undefined}
                    title={`${column.header || column.name}: ${column.type}${column.format ? ` ${column.format}` : ''}. Change its type or format.`}
                    onClick={(event) => onColumn(i, anchorOf(event.currentTarget))}
                  >
                    <span className="wb-clip wb-strong">{visibleText(column.header.trim() || column.name, 60)}</span>
                    <span className="wb-pane-type wb-clip">
                      {isAmbiguous(column.format) && column.chosen !== true && <TriangleAlert size={11} aria-hidden />}
                      {column.type}
                      {column.format ? ` ${column.format}` : ''}
                    </span>
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {items.map((item, i) => (
              <ParsedRow
                key={i}
                item={item}
                index={i}
                columns={settings.columns.length}
                hasRejects={hasRejects}
                selected={i === selected}
                onSelect={onSelect}
              />
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

/** Height of the heads of both panes. */
const HEAD = 40;

interface RowProps {
  readonly item: PreviewItem;
  readonly index: number;
  readonly selected: boolean;
  readonly onSelect: (index: number) => void;
}

const RawRow = memo(function RawRow({ item, index, selected, onSelect }: RowProps) {
  return (
    <div
      role="option"
      id={`raw-${index}`}
      className="wb-pane-row"
      data-kind={item.kind}
      aria-selected={selected}
      title={item.offset === null ? undefined : `Byte ${formatCount(item.offset)}`}
      onClick={() => onSelect(index)}
    >
      <span className="wb-pane-line">{item.kind === 'gap' ? '⋮' : formatCount(item.line)}</span>
      <bdi className="wb-mono">
        {item.kind === 'gap' ? `${item.raw}: not shown` : visibleText(item.raw, RAW_LIMIT) || '(empty line)'}
      </bdi>
    </div>
  );
});

interface ParsedRowProps extends RowProps {
  readonly columns: number;
  readonly hasRejects: boolean;
}

const ParsedRow = memo(function ParsedRow({ item, index, columns, hasRejects, selected, onSelect }: ParsedRowProps) {
  const cells = item.cells ?? [];
  const span = columns + (hasRejects ? 1 : 0);
  const word = WORDS[item.kind];
  return (
    <tr data-kind={item.kind} aria-selected={selected} onClick={() => onSelect(index)}>
      <td className="wb-pane-number">{item.record === null || item.kind === 'gap' ? '' : formatCount(item.record)}</td>
      {word !== null && item.cells === null ? (
        <td className="wb-note" colSpan={Math.max(1, span)}>
          {item.kind === 'gap' ? `${item.raw}: not shown` : word}
        </td>
      ) : (
        <>
          {hasRejects && (
            <td>
              {item.reason !== null && (
                <span className="wb-tag" data-tone="warn">
                  {item.reason}
                </span>
              )}
              {item.kind === 'header' && <span className="wb-note">header</span>}
            </td>
          )}
          {cells.map((cell, i) => (
            <td key={i} data-extra={i >= columns || undefined}>
              {cell === null ? <span className="wb-special">∅</span> : <bdi>{visibleText(cell, CELL_LIMIT)}</bdi>}
            </td>
          ))}
          {cells.length < columns && <td colSpan={columns - cells.length} data-missing />}
        </>
      )}
    </tr>
  );
});

const WORDS: Readonly<Record<PreviewItem['kind'], string | null>> = {
  before: 'above the header: not loaded',
  header: 'header',
  record: null,
  reject: 'not a row of the table',
  skipped: 'no record: passed over',
  gap: '',
};
