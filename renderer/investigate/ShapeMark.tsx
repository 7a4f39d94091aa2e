/** The mark of a category: its shape in its colour. */
import type { Shape } from './categories.ts';

const PATHS: Readonly<Record<Shape, string>> = {
  circle: 'M6 1.2a4.8 4.8 0 1 0 0 9.6a4.8 4.8 0 1 0 0-9.6z',
  square: 'M1.8 1.8h8.4v8.4h-8.4z',
  diamond: 'M6 .4L11.6 6L6 11.6L.4 6z',
  triangle: 'M6 .8L11.6 10.4H.4z',
  down: 'M6 11.2L.4 1.6h11.2z',
  hexagon: 'M3.4 1.4h5.2L11.3 6L8.6 10.6H3.4L.7 6z',
  plus: 'M4.2.8h3.6v3.4h3.4v3.6H7.8v3.4H4.2V7.8H.8V4.2h3.4z',
  ring: 'M6 1a5 5 0 1 0 0 10a5 5 0 1 0 0-10zm0 2.6a2.4 2.4 0 1 1 0 4.8a2.4 2.4 0 1 1 0-4.8z',
};

export function ShapeMark({ shape, colour }: { readonly shape: Shape; readonly colour: string }) {
  return (
    <svg className="wb-shape" width={12} height={12} viewBox="0 0 12 12" aria-hidden>
      <path d={PATHS[shape]} fill={`var(${colour})`} fillRule="evenodd" />
    </svg>
  );
}
