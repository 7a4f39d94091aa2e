/**
 * How things of a kind are told apart: each category has a colour and a shape, so that nothing is said by colour alone.
 * The greatest few are categories of their own; the others are one. Pure.
 */

/** In the order of the shader (shape-program.ts) and of `--wb-cat-…` in the style sheet. */
export const SHAPES = ['circle', 'square', 'diamond', 'triangle', 'down', 'hexagon', 'plus', 'ring'] as const;
export type Shape = (typeof SHAPES)[number];

export interface Category {
  readonly key: string;
  readonly label: string;
  /** Token of its colour. */
  readonly colour: string;
  readonly shape: Shape;
  /** How many things are of it. */
  readonly count: number;
}

export const OTHER = '\u0000other';
export const NONE = '\u0000none';
const MOST = 6;

const fixed = (key: string, label: string, at: number, shape: Shape): Omit<Category, 'count'> => ({
  key,
  label,
  colour: `--wb-cat-${at}`,
  shape,
});

const ROLES = [
  fixed('exporter', 'Exporter', 1, 'circle'),
  fixed('importer', 'Importer', 2, 'square'),
  fixed('both', 'Exporter and importer', 3, 'diamond'),
];
const HITS = [
  fixed('match', 'On a list', 5, 'diamond'),
  fixed('review', 'May be on a list', 2, 'triangle'),
  fixed('owned', 'Owned by a group that is named', 3, 'square'),
];

const counted = (values: readonly (string | null)[]): Map<string | null, number> => {
  const counts = new Map<string | null, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
};

const withCounts = (all: readonly Omit<Category, 'count'>[], counts: ReadonlyMap<string | null, number>): Category[] =>
  all.flatMap((each) => {
    const count = counts.get(each.key) ?? 0;
    return count > 0 ? [{ ...each, count }] : [];
  });

export const roleCategories = (values: readonly string[]): readonly Category[] => withCounts(ROLES, counted(values));

export function hitCategories(values: readonly (string | null)[]): readonly Category[] {
  const counts = counted(values);
  const none = counts.get(null) ?? 0;
  return [
    ...withCounts(HITS, counts),
    ...(none > 0 ? [{ ...fixed(NONE, 'No hit', 0, 'circle'), colour: '--wb-cat-rest', count: none }] : []),
  ];
}

/** @param name of a value, as it is shown; @param none what the things without a value are called */
export function valueCategories(
  values: readonly (string | null)[],
  name: (value: string) => string,
  none: string,
): readonly Category[] {
  const counts = counted(values);
  const ranked = [...counts]
    .flatMap(([value, count]) => (value === null ? [] : [{ value, count }]))
    .toSorted((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
  const own = ranked.slice(0, MOST).map(({ value, count }, i): Category => ({
    key: value,
    label: name(value),
    colour: `--wb-cat-${i + 1}`,
    shape: SHAPES[i] ?? 'circle',
    count,
  }));
  const rest = ranked.slice(MOST);
  const without = counts.get(null) ?? 0;
  return [
    ...own,
    ...(rest.length > 0
      ? [
          {
            key: OTHER,
            label: `${rest.length} others`,
            colour: '--wb-cat-rest',
            shape: 'plus' as const,
            count: rest.reduce((sum, each) => sum + each.count, 0),
          },
        ]
      : []),
    ...(without > 0
      ? [{ key: NONE, label: none, colour: '--wb-cat-rest', shape: 'ring' as const, count: without }]
      : []),
  ];
}

/** The category of a value. */
export const categoryOf = (categories: readonly Category[], value: string | null): Category | undefined =>
  categories.find((each) => each.key === (value ?? NONE)) ?? categories.find((each) => each.key === OTHER);
