/** Lines by month: bars with the gaps marked, below them a strip per source, and the same as a table. */
import { useState } from 'react';
import type { QualitySummary } from '../../shared/contract/quality-calls.ts';
import { formatCount, formatterFor } from '../grid/format.ts';
import { Figure, Table, type OpenRows } from './parts.tsx';

interface CoverageProps {
  readonly coverage: QualitySummary['coverage'];
  readonly fileOf: (sourceId: string) => string;
  readonly open: OpenRows;
}

const HEIGHT = 96;
/** Pixels of a month at most: a few months need no whole screen. */
const WIDEST = 64;
const money = formatterFor({ kind: 'decimal', type: 'DECIMAL(18,2)' });

/** Labels that fit below the bars: every month, else January and July, else January of every n-th year. */
function labelOf(month: string, count: number): string {
  const [year = '', number = ''] = month.split('-');
  if (count <= 18) return number === '01' || count <= 6 ? `${year}-${number}` : number;
  if (number !== '01') return '';
  const step = Math.ceil(count / 12 / 16);
  return Number(year) % step === 0 ? year : '';
}

export function CoverageChart({ coverage, fileOf, open }: CoverageProps) {
  const [asTable, setAsTable] = useState(false);
  const { months, bySource, outside } = coverage;
  const most = Math.max(1, ...months.map((m) => m.lines));
  const gaps = months.filter((m) => m.lines === 0);
  const thin = months.filter((m) => m.lines > 0 && m.lines < most * 0.1);
  const first = months[0]?.month ?? '';
  const last = months.at(-1)?.month ?? '';
  const said =
    months.length === 0
      ? 'No current line has a date.'
      : `${first} to ${last}. ${gaps.length === 0 ? 'No month is without lines.' : `${formatCount(gaps.length)} ${gaps.length === 1 ? 'month' : 'months'} without lines: ${namesOf(gaps)}.`}${thin.length > 0 ? ` Few lines: ${namesOf(thin)}.` : ''}`;

  return (
    <div className="wb-q-coverage">
      <p className="wb-note" data-gap={gaps.length > 0 || undefined}>
        {said}{' '}
        {months.length > 0 && (
          <button type="button" className="wb-link" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
            {asTable ? 'Show the chart' : 'Show as a table'}
          </button>
        )}
      </p>
      {!asTable && months.length > 0 && (
        <div
          className="wb-q-months"
          style={{
            gridTemplateColumns: `repeat(${months.length}, minmax(2px, 1fr))`,
            maxWidth: months.length * WIDEST,
          }}
          role="group"
          aria-label="Current lines by month"
        >
          {months.map((m) => (
            <button
              type="button"
              key={m.month}
              className="wb-q-month"
              data-gap={m.lines === 0 || undefined}
              disabled={m.lines === 0}
              aria-label={`${m.month}: ${formatCount(m.lines)} lines`}
              title={`${m.month}\n${formatCount(m.lines)} lines\n${money(m.usd)} USD`}
              onClick={() => open(m.sql, `Lines of ${m.month}`)}
            >
              <svg viewBox={`0 0 10 ${HEIGHT}`} preserveAspectRatio="none" aria-hidden>
                <rect
                  x={1}
                  width={8}
                  y={m.lines === 0 ? 0 : HEIGHT - Math.max(2, (m.lines / most) * HEIGHT)}
                  height={m.lines === 0 ? HEIGHT : Math.max(2, (m.lines / most) * HEIGHT)}
                />
              </svg>
            </button>
          ))}
          {months.map((m) => (
            <span key={`label ${m.month}`} className="wb-q-month-label" aria-hidden>
              {labelOf(m.month, months.length)}
            </span>
          ))}
        </div>
      )}
      {!asTable && bySource.length > 1 && (
        <ul className="wb-q-strips" aria-label="Months that each source covers">
          {bySource.map((source) => (
            <li key={source.source_id}>
              <span className="wb-clip wb-note" title={fileOf(source.source_id)}>
                {source.source_id} · {fileOf(source.source_id)}
                <span className="wb-sr">{`: ${spanOf(source.lines, months)}`}</span>
              </span>
              <svg className="wb-q-strip" viewBox={`0 0 ${months.length} 1`} preserveAspectRatio="none" aria-hidden>
                {source.lines.map((n, i) => (
                  <rect
                    key={months[i]?.month}
                    x={i + 0.04}
                    width={0.92}
                    height={1}
                    className={n === 0 ? 'wb-q-empty' : undefined}
                    fillOpacity={n === 0 ? 1 : 0.35 + 0.65 * Math.sqrt(n / Math.max(...source.lines))}
                  >
                    <title>{`${months[i]?.month ?? ''}: ${formatCount(n)} lines`}</title>
                  </rect>
                ))}
              </svg>
            </li>
          ))}
        </ul>
      )}
      {asTable && (
        <Table
          label="Lines by month"
          columns={[{ name: 'Month' }, { name: 'Lines', right: true }, { name: 'USD', right: true }]}
          rows={months.map((m) => ({
            key: m.month,
            ...(m.lines === 0 ? { tone: 'warn' as const } : {}),
            cells: [
              m.lines === 0 ? `${m.month} (gap)` : m.month,
              <Figure key="lines" count={m.lines} sql={m.sql} title={`Lines of ${m.month}`} open={open} />,
              money(m.usd),
            ],
          }))}
        />
      )}
      {outside.map((o) => (
        <p key={o.title} className="wb-note">
          {o.title}: <Figure count={o.lines} sql={o.sql} title={o.title} open={open} /> lines.
        </p>
      ))}
    </div>
  );
}

/** A few months by name; the rest is a count. */
function namesOf(months: readonly { readonly month: string }[]): string {
  const shown = months.slice(0, 6).map((m) => m.month);
  return months.length > shown.length
    ? `${shown.join(', ')} and ${months.length - shown.length} more`
    : shown.join(', ');
}

function spanOf(lines: readonly number[], months: readonly { readonly month: string }[]): string {
  const covered = months.filter((_, i) => (lines[i] ?? 0) > 0).map((m) => m.month);
  return `${covered.length} of ${months.length} months, ${covered[0] ?? ''} to ${covered.at(-1) ?? ''}`;
}
