/** What shape and colour mean, and what size means. */
import { formatCount } from '../grid/format.ts';
import type { Category } from './categories.ts';
import { ShapeMark } from './ShapeMark.tsx';

export function Legend({ categories, size }: { readonly categories: readonly Category[]; readonly size: string }) {
  return (
    <div className="wb-legend" role="group" aria-label="Legend">
      <ul>
        {categories.map((each) => (
          <li key={each.key}>
            <ShapeMark shape={each.shape} colour={each.colour} />
            <span className="wb-clip">{each.label}</span>
            <span className="wb-note wb-tabular">{formatCount(each.count)}</span>
          </li>
        ))}
      </ul>
      <p className="wb-note">Size and width: {size}. Arrows go to the buyer.</p>
    </div>
  );
}
