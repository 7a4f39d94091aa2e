/** Which lines a picture shows, in words; each filter can be taken away. Its own selection stands apart. */
import { Table2, X } from 'lucide-react';
import { useController } from '../app/controller-context.ts';
import { describeFilter } from '../grid/filters.ts';
import { visibleText } from '../grid/visible-text.ts';
import { removeFilter, selectIn, useInvestigation } from './investigation.ts';
import { PICTURES, type PictureId } from './lens.ts';

const SELECTED_IN: Readonly<Record<PictureId, string>> = {
  network: 'Selected in the network',
  flows: 'Selected on the map',
  timeline: 'Selected on the timeline',
};

export function LensBar({ picture }: { readonly picture: PictureId }) {
  const controller = useController();
  const lens = useInvestigation((s) => s.lens);
  const own = lens.selections[picture];
  const covered = new Set(
    PICTURES.filter((id) => id !== picture).flatMap((id) => lens.selections[id]?.filters.map((f) => f.column) ?? []),
  );
  const base = lens.base.filter((filter) => !covered.has(filter.column));
  const others = PICTURES.filter((id) => id !== picture && lens.selections[id] !== undefined);
  return (
    <div className="wb-lens" role="group" aria-label="Lines in the picture">
      <span className="wb-note wb-nowrap">
        Current lines{base.length + others.length > 0 ? ' where' : ', no filter'}
      </span>
      <ul className="wb-chips">
        {base.map((filter) => (
          <li className="wb-chip" key={filter.column}>
            <span className="wb-chip-text">
              <span className="wb-strong">{visibleText(filter.column, 30)}</span>{' '}
              <bdi>{visibleText(describeFilter(filter), 60)}</bdi>
            </span>
            <button
              type="button"
              className="wb-chip-x"
              aria-label={`Remove the filter of ${filter.column}`}
              onClick={() => removeFilter(filter.column)}
            >
              <X size={12} aria-hidden />
            </button>
          </li>
        ))}
        {others.map((id) => (
          <Chosen key={id} picture={id} label={lens.selections[id]?.label ?? ''} />
        ))}
      </ul>
      <span className="wb-grow" />
      {own && (
        <ul className="wb-chips">
          <Chosen picture={picture} label={own.label} own />
        </ul>
      )}
      {own?.note && (
        <span className="wb-note wb-warn wb-clip" title={own.note}>
          {own.note}
        </span>
      )}
      <button type="button" className="wb-lens-open" onClick={() => controller.openTable('case', 'shipments')}>
        <Table2 size={13} aria-hidden /> Show the lines
      </button>
    </div>
  );
}

function Chosen({
  picture,
  label,
  own = false,
}: {
  readonly picture: PictureId;
  readonly label: string;
  readonly own?: boolean;
}) {
  return (
    <li className="wb-chip" data-kind={own ? 'chosen' : undefined}>
      <span className="wb-chip-text" title={SELECTED_IN[picture]}>
        <span className="wb-strong">{own ? 'Selected' : SELECTED_IN[picture]}</span> <bdi>{visibleText(label, 60)}</bdi>
      </span>
      <button
        type="button"
        className="wb-chip-x"
        aria-label={own ? 'Select nothing' : `${SELECTED_IN[picture]}: select nothing`}
        onClick={() => selectIn(picture, null)}
      >
        <X size={12} aria-hidden />
      </button>
    </li>
  );
}
