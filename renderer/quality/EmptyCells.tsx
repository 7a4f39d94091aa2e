/** Share of empty cells of each field, by what the fields are about. */
import type { QualitySummary } from '../../shared/contract/quality-calls.ts';
import { formatCount } from '../grid/format.ts';
import { Bar, formatShare, type OpenRows } from './parts.tsx';

const GROUPS: readonly (readonly [string, string])[] = [
  ['record', 'Record'],
  ['who', 'Who'],
  ['what', 'What'],
  ['where', 'From–to'],
  ['how much', 'How much'],
  ['transport', 'Transport'],
];

interface EmptyCellsProps {
  readonly empty: QualitySummary['empty'];
  readonly open: OpenRows;
}

export function EmptyCells({ empty, open }: EmptyCellsProps) {
  return (
    <div className="wb-q-groups">
      {GROUPS.map(([group, title]) => (
        <div key={group}>
          <h3>{title}</h3>
          <ul>
            {empty
              .filter((e) => e.group === group)
              .map((e) => (
                <li key={e.field}>
                  <button
                    type="button"
                    className="wb-q-field"
                    disabled={e.empty === 0}
                    title={`${formatCount(e.empty)} of ${formatCount(e.lines)} lines have no ${e.field}`}
                    aria-label={`${e.field}: ${formatShare(e.empty, e.lines)} empty, ${formatCount(e.empty)} of ${formatCount(e.lines)} lines. Show the rows`}
                    onClick={() => open(e.sql, `Without ${e.field}`)}
                  >
                    <span className="wb-clip">{e.field}</span>
                    <Bar share={e.lines === 0 ? 0 : e.empty / e.lines} />
                    <span className="wb-tabular">{formatShare(e.empty, e.lines)}</span>
                  </button>
                </li>
              ))}
          </ul>
        </div>
      ))}
    </div>
  );
}
