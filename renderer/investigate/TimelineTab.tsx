/** Lines by month: when the trade rose and fell, and what happened then. */
import { useMemo } from 'react';
import { Checkbox } from '@mantine/core';
import { ChartColumnStacked } from 'lucide-react';
import { mutable } from '../engine/remote.ts';
import { formatCount } from '../grid/format.ts';
import { visibleText } from '../grid/visible-text.ts';
import { countryName, linesText, monthName, usdShort } from './figures.ts';
import { selectIn, useInvestigation, type TimelineOptions } from './investigation.ts';
import { filtersFor } from './lens.ts';
import { MarkerList } from './MarkerList.tsx';
import { axisOf, monthNumber, periodFilter, stacksOf, type MonthStack, type Period, type Timeline } from './months.ts';
import { Choice, MeasureChoice, PictureFrame } from './PictureFrame.tsx';
import { TimelineChart } from './TimelineChart.tsx';
import { usePicture } from './use-picture.ts';

const SERIES = 6;
const EMPTY: Timeline = {
  series: [],
  cells: [],
  covered: [],
  listings: [],
  all: { lines: 0, valued: 0, usd: null, undated: 0 },
};
const WITHOUT: Readonly<Record<TimelineOptions['split'], string>> = {
  none: '',
  brand: 'No brand found',
  exporter: 'No exporter named',
  source: 'No source',
  origin_country: 'No origin stated',
  direction: 'No direction stated',
};
const change = (part: Partial<TimelineOptions>): void =>
  useInvestigation.setState(({ timeline }) => ({ timeline: { ...timeline, ...part } }));

const periodOf = (thing: string | undefined): Period | null => {
  const [from, to] = thing?.split('/') ?? [];
  return from !== undefined && to !== undefined ? { from, to } : null;
};

export function TimelineTab({ visible }: { readonly visible: boolean }) {
  const { measure, split, listings } = useInvestigation((s) => s.timeline);
  const markers = useInvestigation((s) => s.markers);
  const lens = useInvestigation((s) => s.lens);
  const filters = useMemo(() => filtersFor(lens, 'timeline'), [lens]);
  const answer = usePicture(
    'investigate/timeline',
    { filters: mutable(filters), measure, split, series: SERIES },
    visible,
  );
  const value = answer.value ?? EMPTY;
  const axis = useMemo(() => axisOf(value.covered, value.cells), [value]);
  const stacks = useMemo(() => stacksOf(value, axis, measure), [value, axis, measure]);
  const series = value.series.map((each, i) => ({
    label: each.rest
      ? `${formatCount(each.members)} others`
      : each.name === null
        ? WITHOUT[split]
        : split === 'none'
          ? 'All lines'
          : visibleText(split === 'origin_country' ? countryName(each.name) : each.name, 60),
    colour: each.rest ? '--wb-cat-rest' : each.name === null ? '--wb-cat-none' : `--wb-cat-${i + 1}`,
  }));
  const period = periodOf(lens.selections.timeline?.thing);
  const choose = (next: Period | null): void =>
    selectIn(
      'timeline',
      next && {
        thing: `${next.from}/${next.to}`,
        label: next.from === next.to ? monthName(next.from) : `${monthName(next.from)} to ${monthName(next.to)}`,
        filters: [periodFilter(next, filters)],
      },
    );
  const chosenStacks = period ? stacks.filter((each) => each.month >= period.from && each.month <= period.to) : [];

  return (
    <PictureFrame
      picture="timeline"
      answer={answer}
      emptyIcon={ChartColumnStacked}
      empty={
        answer.value && value.cells.length === 0
          ? {
              title: value.all.lines === 0 ? 'No line passes the filters' : 'No line has a date',
              text: 'Take a filter away, or add files that state when a declaration was registered.',
            }
          : null
      }
      notes={answer.value ? notesOf(value, stacks, axis.outside) : []}
      tools={
        <>
          <MeasureChoice value={measure} onChange={(each) => change({ measure: each })} />
          <Choice
            label="Split by"
            value={split}
            options={[
              ['brand', 'brand'],
              ['exporter', 'exporter'],
              ['source', 'source'],
              ['origin_country', 'country of origin'],
              ['direction', 'direction'],
              ['none', 'nothing'],
            ]}
            onChange={(each) => change({ split: each })}
          />
          <Checkbox
            label="Listings of hits"
            checked={listings}
            onChange={(event) => change({ listings: event.currentTarget.checked })}
          />
        </>
      }
    >
      <div className="wb-network-area">
        <ul className="wb-series" aria-label="Legend">
          {series.map((each, i) => (
            <li key={i}>
              <span className="wb-swatch" style={{ background: `var(${each.colour})` }} aria-hidden />
              <span className="wb-clip">{each.label}</span>
            </li>
          ))}
          <li>
            <span className="wb-swatch wb-swatch-gap" aria-hidden /> No data
          </li>
          {listings && value.listings.length > 0 && (
            <li>
              <svg width={10} height={9} aria-hidden>
                <path className="wb-listing" d="M5 0l5 9h-10z" />
              </svg>
              A hit was listed
            </li>
          )}
        </ul>
        <TimelineChart
          stacks={stacks}
          series={series}
          measure={measure}
          markers={markers}
          listings={listings ? value.listings : []}
          period={period}
          label={`${measure === 'usd' ? 'Value' : 'Lines'} by month, ${monthName(axis.months[0] ?? '2000-01-01')} to ${monthName(axis.months.at(-1) ?? '2000-01-01')}. The table beside it has the same months.`}
          onPeriod={choose}
        />
      </div>
      <div className="wb-picture-side">
        <MarkerList suggested={period?.from ?? axis.months.at(-1) ?? '2022-01-01'} />
        {period && chosenStacks.length > 0 && (
          <p className="wb-period-sum">
            {chosenStacks.length === 1 ? 'One month' : `${formatCount(chosenStacks.length)} months`}:{' '}
            {usdShort(sum(chosenStacks))}, {linesText(chosenStacks.reduce((n, each) => n + each.lines, 0))}
            <button type="button" className="wb-link" onClick={() => choose(null)}>
              Select nothing
            </button>
          </p>
        )}
        <h2 className="wb-side-title">Months</h2>
        <MonthTable stacks={stacks} period={period} onChoose={choose} />
      </div>
    </PictureFrame>
  );
}

/** For a heading only, so that a double is exact enough. */
const sum = (stacks: readonly MonthStack[]): number | null =>
  stacks.some((each) => each.usd !== null) ? stacks.reduce((n, each) => n + Number(each.usd ?? 0), 0) : null;

interface MonthTableProps {
  readonly stacks: readonly MonthStack[];
  readonly period: Period | null;
  readonly onChoose: (period: Period | null) => void;
}

function MonthTable({ stacks, period, onChoose }: MonthTableProps) {
  return (
    <ul className="wb-route-list" aria-label="Months">
      {stacks.map((stack) => {
        const on = period !== null && stack.month >= period.from && stack.month <= period.to;
        const only = on && period.from === period.to;
        return (
          <li key={stack.month}>
            <button
              type="button"
              className="wb-route"
              aria-pressed={on}
              onClick={() => onChoose(only ? null : { from: stack.month, to: stack.month })}
            >
              <span className="wb-route-way">{monthName(stack.month)}</span>
              {stack.gap ? (
                <span className="wb-note">no data</span>
              ) : (
                <>
                  <span className="wb-tabular">{stack.lines === 0 ? '0' : usdShort(stack.usd)}</span>
                  <span className="wb-note wb-tabular">{formatCount(stack.lines)}</span>
                </>
              )}
            </button>
          </li>
        );
      })}
    </ul>
  );
}

function notesOf({ all }: Timeline, stacks: readonly MonthStack[], outside: number): string[] {
  if (all.lines === 0) return [];
  const gaps = stacks.filter((stack) => stack.gap).map((stack) => stack.month);
  return [
    `${linesText(all.lines)}, ${usdShort(all.usd)}.`,
    ...(all.undated > 0 ? [`Not in the picture: ${linesText(all.undated)} without a date.`] : []),
    ...(outside > 0
      ? [`${linesText(outside)} dated far from the others ${outside === 1 ? 'is' : 'are'} not drawn.`]
      : []),
    ...(all.lines > all.valued ? [`${linesText(all.lines - all.valued)} state no value in US dollars.`] : []),
    ...(gaps.length > 0
      ? [
          `No file has a line of ${ranges(gaps)}: nothing is known of ${gaps.length === 1 ? 'it' : 'them'}, which is not zero.`,
        ]
      : []),
  ];
}

/** `Jan 2022, Mar 2022 to May 2022`. */
function ranges(months: readonly string[]): string {
  const runs: string[][] = [];
  for (const month of months) {
    const run = runs.at(-1);
    const before = run?.at(-1);
    if (run && before !== undefined && monthNumber(month) === monthNumber(before) + 1) run.push(month);
    else runs.push([month]);
  }
  const said = runs.slice(0, 4).map((run) => {
    const [first, last] = [monthName(run[0] ?? ''), monthName(run.at(-1) ?? '')];
    return first === last ? first : `${first} to ${last}`;
  });
  return `${said.join(', ')}${runs.length > 4 ? ` and ${runs.length - 4} more periods` : ''}`;
}
