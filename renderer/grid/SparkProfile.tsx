/** What a column holds, in 18 pixels: bins for numbers and dates, shares of the most frequent values for text. */
import { memo, useCallback, useSyncExternalStore } from 'react';
import type { ColumnProfile } from '../../shared/contract/engine.ts';
import { formatCount } from './format.ts';
import type { ProfileQueue, ProfileState } from './profile-queue.ts';

/** A profile, asked for while this component is on screen. */
export function useProfile(queue: ProfileQueue, column: string): ProfileState {
  const watch = useCallback((wake: () => void) => queue.watch(column, wake), [queue, column]);
  return useSyncExternalStore(watch, () => queue.peek(column));
}

export const SparkProfile = memo(function SparkProfile({
  queue,
  column,
}: {
  readonly queue: ProfileQueue;
  readonly column: string;
}) {
  const state = useProfile(queue, column);
  if (state.phase !== 'ready') return <div className="wb-spark wb-spark-wait" />;
  return <Spark profile={state.profile} />;
});

const percent = (part: number, whole: number): string =>
  whole === 0
    ? '0 %'
    : part > 0 && part / whole < 0.001
      ? '< 0.1 %'
      : `${((100 * part) / whole).toFixed(part / whole < 0.1 ? 1 : 0)} %`;

function Spark({ profile }: { readonly profile: ColumnProfile }) {
  const { rows, nulls, distinct, top, histogram, column } = profile;
  const title = `${formatCount(distinct)} distinct, ${percent(nulls, rows)} NULL`;
  const useBins = column.kind !== 'text' && column.kind !== 'boolean' && histogram.length > 1;
  return (
    <div className="wb-spark" title={title}>
      {useBins ? <Bins histogram={histogram} /> : <Shares rows={rows} nulls={nulls} distinct={distinct} top={top} />}
    </div>
  );
}

function Bins({ histogram }: Pick<ColumnProfile, 'histogram'>) {
  const highest = Math.max(1, ...histogram.map((bin) => bin.count));
  const step = 100 / histogram.length;
  return (
    <svg viewBox="0 0 100 18" preserveAspectRatio="none" aria-hidden className="wb-spark-svg">
      {histogram.map((bin, i) => {
        const height = bin.count === 0 ? 0 : Math.max(1, (bin.count / highest) * 17);
        return <rect key={i} x={i * step} y={18 - height} width={step * 0.86} height={height} />;
      })}
    </svg>
  );
}

function Shares({ rows, nulls, distinct, top }: Pick<ColumnProfile, 'rows' | 'nulls' | 'distinct' | 'top'>) {
  const share = (count: number): number => (rows === 0 ? 0 : (100 * count) / rows);
  const widths = top.flatMap((t) => (t.value === null ? [] : [share(t.count)])).slice(0, 6);
  return (
    <>
      <span className="wb-spark-text">
        {distinct === rows && rows > 1
          ? 'all different'
          : `${formatCount(distinct)} ${distinct === 1 ? 'value' : 'values'}`}
        {nulls > 0 && ` · ${percent(nulls, rows)} NULL`}
      </span>
      <svg viewBox="0 0 100 5" preserveAspectRatio="none" aria-hidden className="wb-spark-svg wb-spark-shares">
        <rect x={0} y={0} width={100} height={5} className="wb-spark-rest" />
        {widths.map((width, i) => (
          <rect
            key={i}
            x={widths.slice(0, i).reduce((sum, w) => sum + w, 0)}
            y={0}
            width={Math.max(0, width - 0.7)}
            height={5}
            opacity={1 - i * 0.13}
          />
        ))}
        {nulls > 0 && <rect x={100 - share(nulls)} y={0} width={share(nulls)} height={5} className="wb-spark-null" />}
      </svg>
    </>
  );
}
