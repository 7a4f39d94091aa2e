/** What a column of the current view holds: counts, range, spread, most frequent values. Values filter by a click. */
import type { ColumnFilter, ColumnProfile } from '../../shared/contract/engine.ts';
import type { ColumnInfo } from '../../shared/contract/values.ts';
import { formatCount, formatterFor, isNumeric, isTemporal } from '../grid/format.ts';
import type { ProfileQueue } from '../grid/profile-queue.ts';
import { KindIcon } from '../grid/KindIcon.tsx';
import { useProfile } from '../grid/SparkProfile.tsx';
import { visibleText } from '../grid/visible-text.ts';
import { Histogram } from './Histogram.tsx';

interface ColumnProfileViewProps {
  readonly queue: ProfileQueue;
  readonly column: ColumnInfo;
  readonly onFilter: (filter: ColumnFilter) => void;
}

export function ColumnProfileView({ queue, column, onFilter }: ColumnProfileViewProps) {
  const state = useProfile(queue, column.name);
  return (
    <div className="wb-profile">
      <div className="wb-inspector-title">
        <h2 className="wb-clip">
          <KindIcon kind={column.kind} /> {visibleText(column.name, 120)}
        </h2>
        <span className="wb-note wb-mono">{column.type}</span>
      </div>
      {state.phase === 'waiting' && (
        <div className="wb-profile-wait" role="status" aria-busy aria-label="Reading the column" />
      )}
      {state.phase === 'failed' && <p className="wb-note wb-bad">{state.error.message}</p>}
      {state.phase === 'ready' && <ProfileBody profile={state.profile} column={column} onFilter={onFilter} />}
    </div>
  );
}

const share = (part: number, whole: number): string =>
  whole === 0 ? '' : ` (${((100 * part) / whole).toFixed(part > 0 && part / whole < 0.001 ? 3 : 1)} %)`;

const QUANTILE_NAMES = ['5 %', '25 %', 'Median', '75 %', '95 %'];

interface ProfileBodyProps {
  readonly profile: ColumnProfile;
  readonly column: ColumnInfo;
  readonly onFilter: (filter: ColumnFilter) => void;
}

function ProfileBody({ profile, column, onFilter }: ProfileBodyProps) {
  const show = formatterFor(column);
  const { rows, nulls, empties, distinct, distinctIsExact, min, max, quantiles, top, histogram } = profile;
  const ordered = isNumeric(column.kind) || isTemporal(column.kind);
  const highest = top[0]?.count ?? 1;
  return (
    <>
      <dl className="wb-stats">
        <Stat name="Rows" value={formatCount(rows)} />
        <Stat
          name="Distinct"
          value={`${distinctIsExact ? '' : '≈ '}${formatCount(distinct)}${share(distinct, rows)}`}
        />
        <Stat name="NULL" value={`${formatCount(nulls)}${share(nulls, rows)}`} />
        {column.kind === 'text' && <Stat name="Empty text" value={`${formatCount(empties)}${share(empties, rows)}`} />}
        {min !== null && <Stat name={ordered ? 'Least' : 'First'} value={show(min)} />}
        {max !== null && <Stat name={ordered ? 'Greatest' : 'Last'} value={show(max)} />}
        {quantiles?.map((value, i) => (
          <Stat key={QUANTILE_NAMES[i]} name={QUANTILE_NAMES[i] ?? ''} value={show(value)} />
        ))}
      </dl>
      {ordered && histogram.length > 1 && (
        <Histogram
          bins={histogram}
          show={show}
          onPick={(bin) => onFilter({ column: column.name, op: 'range', min: bin.from, max: bin.to })}
        />
      )}
      {top.length > 0 && (
        <>
          <h3>Most frequent</h3>
          <ul className="wb-top-values">
            {top.map(({ value, count }) => (
              <li key={value === null ? 'null' : `=${value}`}>
                <button
                  type="button"
                  title="Show only these rows"
                  onClick={() => onFilter({ column: column.name, op: 'in', values: [value] })}
                >
                  <span className="wb-top-bar" style={{ width: `${(100 * count) / highest}%` }} aria-hidden />
                  <span className="wb-clip wb-grow" data-special={value === null || value === '' || undefined}>
                    <bdi>{value === null ? 'NULL' : value === '' ? 'empty text' : show(value)}</bdi>
                  </span>
                  <span className="wb-value-count">{formatCount(count)}</span>
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

function Stat({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className="wb-clip" title={value}>
        {value}
      </dd>
    </div>
  );
}
