/** Value by month, a bar each; a bar opens its rows. */
import { useMemo } from 'react';
import { formatCount } from '../grid/format.ts';
import { everyMonth, type Month } from './party-months.ts';
import { useReviewActions, usdText } from './review-desk.ts';

const monthName = new Intl.DateTimeFormat(undefined, { month: 'short', year: 'numeric', timeZone: 'UTC' });
const nameOf = (month: string): string => monthName.format(new Date(`${month}-01T00:00:00Z`));

/** Widest bar with its gap. */
const BAR_PX = 36;

interface PartyMonthsProps {
  readonly partyId: string;
  readonly title: string;
  readonly months: readonly Month[];
}

export function PartyMonths({ partyId, title, months }: PartyMonthsProps) {
  const actions = useReviewActions();
  const all = useMemo(() => everyMonth(months), [months]);
  // Where no line has a value, the lines themselves are drawn.
  const hasValue = all.some((m) => m.usd !== null && Number(m.usd) > 0);
  const heightOf = (m: Month): number => (hasValue ? Number(m.usd ?? 0) : m.lines);
  const most = Math.max(...all.map(heightOf), 0);
  const [first, last] = [all[0], all.at(-1)];
  if (first === undefined || last === undefined) return null;
  return (
    <section className="wb-party-part" aria-label="Trade by month">
      <h3>
        Trade by month <span className="wb-note">{hasValue ? 'value in USD' : 'lines; no value is stated'}</span>
      </h3>
      <div className="wb-months" style={{ maxWidth: all.length * BAR_PX }}>
        {all.map((m) =>
          m.lines === 0 ? (
            <span key={m.month} className="wb-month-none" title={`${nameOf(m.month)}: nothing`} />
          ) : (
            <button
              key={m.month}
              type="button"
              aria-label={`${nameOf(m.month)}: ${formatCount(m.lines)} lines, ${usdText(m.usd)}: open the rows`}
              title={`${nameOf(m.month)}: ${formatCount(m.lines)} ${m.lines === 1 ? 'line' : 'lines'}, ${usdText(m.usd)}`}
              onClick={() => actions.openLines({ partyId, month: m.month }, `${title}: ${m.month}`)}
            >
              <span style={{ height: `${most === 0 ? 0 : Math.max(3, (100 * heightOf(m)) / most)}%` }} />
            </button>
          ),
        )}
      </div>
      <p className="wb-months-ends" aria-hidden style={{ maxWidth: Math.max(170, all.length * BAR_PX) }}>
        <span>{nameOf(first.month)}</span>
        <span>{first === last ? '' : nameOf(last.month)}</span>
      </p>
    </section>
  );
}
