/** Small parts of the data-quality page: a section, a figure that opens its rows, a bar, a table. */
import type { ReactNode } from 'react';
import { formatCount } from '../grid/format.ts';

/** Opens the rows behind a figure in a tab of their own. */
export type OpenRows = (sql: string, title: string) => void;

interface SectionProps {
  readonly title: string;
  readonly note?: ReactNode;
  readonly children: ReactNode;
  readonly wide?: boolean;
}

export function Section({ title, note, children, wide = false }: SectionProps) {
  return (
    <div className="wb-q-section" data-wide={wide || undefined}>
      <h2>{title}</h2>
      {note !== undefined && <p className="wb-note">{note}</p>}
      {children}
    </div>
  );
}

interface FigureProps {
  readonly count: number;
  readonly sql: string;
  /** What is counted: names the button and the tab. */
  readonly title: string;
  readonly open: OpenRows;
}

/** A count that opens its rows; plain text where there are none. */
export function Figure({ count, sql, title, open }: FigureProps) {
  const text = formatCount(count);
  if (count === 0 || sql === '') return <span className="wb-tabular wb-q-none">{text}</span>;
  return (
    <button
      type="button"
      className="wb-link wb-tabular"
      aria-label={`${text}: ${title}. Show the rows`}
      onClick={() => open(sql, title)}
    >
      {text}
    </button>
  );
}

/** A share as a bar. @param share 0..1 */
export function Bar({ share, tone }: { readonly share: number; readonly tone?: 'warn' }) {
  return (
    <svg className="wb-q-bar" data-tone={tone} aria-hidden preserveAspectRatio="none" viewBox="0 0 100 6">
      <rect className="wb-q-bar-back" width={100} height={6} />
      <rect width={share === 0 ? 0 : Math.max(1, share * 100)} height={6} />
    </svg>
  );
}

interface Column {
  readonly name: string;
  readonly right?: boolean;
}

interface TableProps {
  readonly label: string;
  readonly columns: readonly Column[];
  /** May be wider than the window: takes the focus, so that it can be scrolled by key. */
  readonly wide?: boolean;
  readonly rows: readonly { readonly key: string; readonly cells: readonly ReactNode[]; readonly tone?: 'warn' }[];
}

export function Table({ label, columns, rows, wide = false }: TableProps) {
  return (
    <div
      className="wb-q-table-box"
      {...(wide ? { tabIndex: 0, role: 'group', 'aria-label': `${label}, can be scrolled` } : {})}
    >
      <table className="wb-q-table" aria-label={label}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.name} scope="col" data-right={column.right || undefined}>
                {column.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.key} data-tone={row.tone}>
              {row.cells.map((cell, i) => (
                <td key={columns[i]?.name ?? i} data-right={columns[i]?.right || undefined}>
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const percents = new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: 1 });
/** A share, never shown as 0 % or 100 % where it is not. */
export function formatShare(part: number, all: number): string {
  if (all === 0) return '–';
  const share = part / all;
  if (part > 0 && share < 0.001) return `< ${percents.format(0.001)}`;
  if (part < all && share > 0.999) return `> ${percents.format(0.999)}`;
  return percents.format(share);
}
