/** Bins of a column as bars that can be clicked or reached by keyboard. */
import type { ColumnProfile } from '../../shared/contract/engine.ts';
import { formatCount } from '../grid/format.ts';

type Bin = ColumnProfile['histogram'][number];

interface HistogramProps {
  readonly bins: readonly Bin[];
  readonly show: (value: string) => string;
  readonly onPick: (bin: Bin) => void;
}

export function Histogram({ bins, show, onPick }: HistogramProps) {
  const highest = Math.max(1, ...bins.map((bin) => bin.count));
  const first = bins[0];
  const last = bins.at(-1);
  return (
    <figure className="wb-histogram">
      <div className="wb-histogram-bars">
        {bins.map((bin, i) => {
          const text = `${show(bin.from)} to ${show(bin.to)}: ${formatCount(bin.count)} rows`;
          return (
            <button key={i} type="button" title={text} aria-label={text} onClick={() => onPick(bin)}>
              <span style={{ height: `${bin.count === 0 ? 0 : Math.max(2, (100 * bin.count) / highest)}%` }} />
            </button>
          );
        })}
      </div>
      <figcaption>
        <span>{first ? show(first.from) : ''}</span>
        <span>{last ? show(last.to) : ''}</span>
      </figcaption>
    </figure>
  );
}
