/** Lines by month as stacked bars, with marked days, gaps, and a period that is chosen with the mouse or the keys. */
import { useRef, useState, type KeyboardEvent, type PointerEvent as ReactPointerEvent } from 'react';
import { visibleText } from '../grid/visible-text.ts';
import { formatCount } from '../grid/format.ts';
import { amountText, linesText, measureText, monthName, type Measure } from './figures.ts';
import type { Marker } from './investigation.ts';
import { dayShare, niceTicks, type MonthStack, type Period, type Timeline } from './months.ts';
import { useSize } from './use-size.ts';

const LEFT = 62;
const RIGHT = 18;
const BOTTOM = 44;
const LANE = 17;

interface TimelineChartProps {
  readonly stacks: readonly MonthStack[];
  readonly series: readonly { readonly label: string; readonly colour: string }[];
  readonly measure: Measure;
  readonly markers: readonly Marker[];
  readonly listings: Timeline['listings'];
  readonly period: Period | null;
  readonly label: string;
  readonly onPeriod: (period: Period | null) => void;
}

export function TimelineChart(props: TimelineChartProps) {
  const { stacks, series, measure, markers, listings, period, label, onPeriod } = props;
  const host = useRef<HTMLDivElement>(null);
  const { width, height } = useSize(host);
  const [dragged, setDragged] = useState<readonly [number, number] | null>(null);
  const [over, setOver] = useState<number | null>(null);

  const months = stacks.map((stack) => stack.month);
  const indexOf = (month: string): number => months.indexOf(month);
  const shownMarkers = markers
    .flatMap((marker) => {
      const at = indexOf(`${marker.date.slice(0, 7)}-01`);
      return at < 0 ? [] : [{ ...marker, place: at + dayShare(marker.date) }];
    })
    .toSorted((a, b) => a.place - b.place);
  const plotWidth = Math.max(40, width - LEFT - RIGHT);
  const step = plotWidth / Math.max(1, stacks.length);
  const x = (place: number): number => LEFT + place * step;
  const lanes = laneOf(
    shownMarkers.map((marker) => ({ from: x(marker.place), length: marker.label.length * 6.4 + 84 })),
  );
  const top = 12 + LANE * (Math.max(-1, ...lanes) + 1);
  const floor = height - BOTTOM;
  const ticks = niceTicks(Math.max(0, ...stacks.map((stack) => stack.size)));
  const greatest = ticks.at(-1) || 1;
  const y = (size: number): number => floor - (Math.max(0, floor - top) * size) / greatest;

  const chosen = dragged ?? (period ? [indexOf(period.from), indexOf(period.to)] : null);
  const last = stacks.length - 1;
  const clamp = (i: number): number => Math.min(last, Math.max(0, i));
  const commit = (a: number, b: number): void => {
    const [from, to] = [months[clamp(Math.min(a, b))], months[clamp(Math.max(a, b))]];
    if (from !== undefined && to !== undefined) onPeriod({ from, to });
  };
  const monthAt = (event: { readonly clientX: number }): number => {
    const box = host.current?.getBoundingClientRect();
    return clamp(Math.floor((event.clientX - (box?.left ?? 0) - LEFT) / step));
  };

  const onPointerDown = (event: ReactPointerEvent<SVGSVGElement>): void => {
    if (event.button !== 0) return;
    const svg = event.currentTarget;
    const start = monthAt(event);
    svg.setPointerCapture(event.pointerId);
    let end = start;
    setDragged([start, start]);
    const move = (e: PointerEvent): void => {
      end = monthAt(e);
      setDragged([Math.min(start, end), Math.max(start, end)]);
    };
    const up = (e: PointerEvent): void => {
      svg.removeEventListener('pointermove', move);
      svg.removeEventListener('pointerup', up);
      svg.removeEventListener('pointercancel', up);
      setDragged(null);
      if (e.type === 'pointerup') commit(start, end);
    };
    svg.addEventListener('pointermove', move);
    svg.addEventListener('pointerup', up);
    svg.addEventListener('pointercancel', up);
  };

  const ends = chosen && chosen[0] !== undefined && chosen[1] !== undefined && chosen[0] >= 0 ? chosen : null;
  const [from, to] = [ends?.[0] ?? 0, ends?.[1] ?? last];
  const onKey = (which: 'from' | 'to') => (event: KeyboardEvent) => {
    const now = which === 'from' ? from : to;
    const wanted = {
      ArrowLeft: now - 1,
      ArrowDown: now - 1,
      ArrowRight: now + 1,
      ArrowUp: now + 1,
      PageDown: now - 12,
      PageUp: now + 12,
      Home: 0,
      End: last,
    }[event.key];
    if (wanted !== undefined) {
      const moved = which === 'from' ? Math.min(clamp(wanted), to) : Math.max(clamp(wanted), from);
      commit(which === 'from' ? moved : from, which === 'to' ? moved : to);
    } else if (event.key === 'Escape' || event.key === 'Delete') {
      onPeriod(null);
    } else {
      return;
    }
    event.preventDefault();
  };

  const everyLabel = [1, 3, 6, 12, 24, 60, 120].find((n) => n * step >= 52) ?? 120;
  const pointed = over === null || dragged ? undefined : stacks[over];
  return (
    <div className="wb-timeline" ref={host}>
      <svg
        width={width}
        height={height}
        role="img"
        aria-label={label}
        onPointerDown={onPointerDown}
        onPointerMove={(event) => setOver(monthAt(event))}
        onPointerLeave={() => setOver(null)}
      >
        <defs>
          <pattern id="wb-gap" width={7} height={7} patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <rect width={7} height={7} className="wb-gap-ground" />
            <line x1={0} y1={0} x2={0} y2={7} className="wb-gap-line" />
          </pattern>
        </defs>
        {ticks.map((tick) => (
          <g key={tick}>
            <line className="wb-tick" x1={LEFT} x2={width - RIGHT} y1={y(tick)} y2={y(tick)} />
            <text className="wb-tick-name" x={LEFT - 8} y={y(tick) + 4} textAnchor="end">
              {measureText(tick, measure)}
            </text>
          </g>
        ))}
        {ends && (
          <rect className="wb-period" x={x(from)} y={top - 4} width={(to - from + 1) * step} height={floor - top + 4} />
        )}
        {stacks.map((stack, i) => {
          if (stack.gap) {
            return <rect key={stack.month} x={x(i)} y={top} width={step} height={floor - top} fill="url(#wb-gap)" />;
          }
          let ground = 0;
          return (
            <g
              key={stack.month}
              data-quiet={(ends !== null && (i < from || i > to)) || undefined}
              className="wb-stack-bar"
            >
              {stack.parts.map((part) => {
                const [y0, y1] = [y(ground), y(ground + part.size)];
                ground += part.size;
                return (
                  <rect
                    key={part.series}
                    x={x(i) + step * 0.09}
                    y={y1}
                    width={Math.max(1, step * 0.82)}
                    height={Math.max(0, y0 - y1)}
                    fill={`var(${series[part.series]?.colour ?? '--wb-cat-rest'})`}
                  />
                );
              })}
            </g>
          );
        })}
        <line className="wb-axis" x1={LEFT} x2={width - RIGHT} y1={floor} y2={floor} />
        {months.map((month, i) => {
          const number = Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1;
          if (number % everyLabel !== 0) return null;
          return (
            <text key={month} className="wb-tick-name" x={x(i + 0.5)} y={floor + 30} textAnchor="middle">
              {everyLabel >= 12 ? month.slice(0, 4) : monthName(month)}
            </text>
          );
        })}
        {listings.map((listing) => {
          const at = indexOf(`${listing.date.slice(0, 7)}-01`);
          if (at < 0) return null;
          const px = x(at + dayShare(listing.date));
          const more = listing.count - listing.names.length;
          return (
            <path key={listing.date} className="wb-listing" d={`M${px} ${floor + 3}l5 9h-10z`}>
              <title>{`Listed on ${listing.date}: ${listing.names.join('; ')}${more > 0 ? ` and ${formatCount(more)} more` : ''}`}</title>
            </path>
          );
        })}
        {shownMarkers.map((marker, i) => {
          const px = x(marker.place);
          const py = 14 + LANE * (lanes[i] ?? 0);
          const flip = px + marker.label.length * 6.4 + 84 > width;
          return (
            <g key={marker.id} className="wb-marker">
              <line x1={px} x2={px} y1={py - 9} y2={floor} />
              <text x={flip ? px - 5 : px + 5} y={py} textAnchor={flip ? 'end' : 'start'}>
                {visibleText(marker.label, 60)} <tspan className="wb-marker-date">{marker.date}</tspan>
              </text>
            </g>
          );
        })}
        {pointed && <rect className="wb-pointed" x={x(over ?? 0)} y={top} width={step} height={floor - top} />}
      </svg>
      {stacks.length > 0 &&
        (['from', 'to'] as const).map((which) => {
          const at = which === 'from' ? from : to;
          return (
            <div
              key={which}
              className="wb-period-end"
              data-on={ends !== null || undefined}
              role="slider"
              tabIndex={0}
              aria-label={which === 'from' ? 'First month of the period' : 'Last month of the period'}
              aria-orientation="horizontal"
              aria-valuemin={0}
              aria-valuemax={last}
              aria-valuenow={at}
              aria-valuetext={monthName(months[at] ?? '2000-01-01')}
              style={{ left: x(which === 'from' ? at : at + 1), top, height: Math.max(0, floor - top) }}
              onKeyDown={onKey(which)}
            />
          );
        })}
      {pointed && (
        <div
          className="wb-tip"
          data-left={(over ?? 0) > stacks.length * 0.6 || undefined}
          style={{ left: x((over ?? 0) + 0.5), top: top + 12 }}
        >
          <p className="wb-strong">{monthName(pointed.month)}</p>
          {pointed.gap ? (
            <p>No file has a line of this month.</p>
          ) : (
            <>
              <p>{pointed.lines === 0 ? 'No such line' : amountText(pointed)}</p>
              {series.length > 1 && (
                <ul>
                  {pointed.parts.toReversed().map((part) => (
                    <li key={part.series}>
                      <span className="wb-swatch" style={{ background: `var(${series[part.series]?.colour ?? ''})` }} />
                      <span className="wb-grow wb-clip">{series[part.series]?.label}</span>
                      <span className="wb-tabular">
                        {measure === 'usd' && part.cell.usd === null
                          ? linesText(part.cell.lines)
                          : measureText(part.size, measure)}
                      </span>
                    </li>
                  ))}
                </ul>
              )}
            </>
          )}
        </div>
      )}
    </div>
  );
}

/** The lane of each label, so that none covers another. Labels come from left to right. */
function laneOf(labels: readonly { readonly from: number; readonly length: number }[]): number[] {
  const ends: number[] = [];
  return labels.map(({ from, length }) => {
    const free = ends.findIndex((end) => end < from);
    const lane = free < 0 ? ends.length : free;
    ends[lane] = from + length;
    return lane;
  });
}
