/** Where two names differ, for the eye: whole words first, letters within words that are nearly the same. Pure. */

export interface DiffPart {
  readonly text: string;
  readonly same: boolean;
}

/** Characters of a name that are compared; a card shows no more. */
export const DIFF_LIMIT = 400;
/** Words that share at least this part of their letters are compared letter by letter. */
const NEAR = 0.5;

const tokens = (text: string): string[] => text.match(/[\p{L}\p{M}\p{N}]+|[^\p{L}\p{M}\p{N}]+/gu) ?? [];

/** What two pieces have to share to count as equal: case and accents are no difference between parties. */
const plain = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ');

/** Indexes of a longest common subsequence. */
function common<T>(a: readonly T[], b: readonly T[], equal: (x: T, y: T) => boolean): [number, number][] {
  const width = b.length + 1;
  const table = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      table[i * width + j] = equal(a[i] as T, b[j] as T)
        ? (table[(i + 1) * width + j + 1] ?? 0) + 1
        : Math.max(table[(i + 1) * width + j] ?? 0, table[i * width + j + 1] ?? 0);
    }
  }
  const pairs: [number, number][] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    if (equal(a[i] as T, b[j] as T)) pairs.push([i++, j++]);
    else if ((table[(i + 1) * width + j] ?? 0) >= (table[i * width + j + 1] ?? 0)) i++;
    else j++;
  }
  return pairs;
}

function letters(a: string, b: string): [DiffPart[], DiffPart[]] {
  const [x, y] = [Array.from(a), Array.from(b)];
  const pairs = common(x, y, (p, q) => plain(p) === plain(q));
  if (pairs.length < NEAR * Math.max(x.length, y.length))
    return [[{ text: a, same: false }], [{ text: b, same: false }]];
  const [left, right] = [new Set(pairs.map(([i]) => i)), new Set(pairs.map(([, j]) => j))];
  return [x.map((text, i) => ({ text, same: left.has(i) })), y.map((text, j) => ({ text, same: right.has(j) }))];
}

/** Neighbours of one kind become one part. */
function joined(parts: readonly DiffPart[]): DiffPart[] {
  const out: DiffPart[] = [];
  for (const part of parts) {
    const last = out.at(-1);
    if (last !== undefined && last.same === part.same)
      out[out.length - 1] = { text: last.text + part.text, same: part.same };
    else out.push(part);
  }
  return out;
}

const whole = (parts: readonly DiffPart[]): DiffPart[] => joined(parts.map(({ text }) => ({ text, same: true })));

/**
 * The parts of two names, each with whether the other has it too; names that share no letter are not marked. Joined, the
 * parts give the names again, cut at `DIFF_LIMIT`.
 */
export function diffNames(a: string, b: string): { readonly a: readonly DiffPart[]; readonly b: readonly DiffPart[] } {
  const [x, y] = [tokens(a.slice(0, DIFF_LIMIT)), tokens(b.slice(0, DIFF_LIMIT))];
  const left: DiffPart[] = [];
  const right: DiffPart[] = [];
  let [i, j] = [0, 0];
  const gap = (endI: number, endJ: number): void => {
    const [p, q] = [x.slice(i, endI).join(''), y.slice(j, endJ).join('')];
    const [l, r] = letters(p, q);
    if (p !== '') left.push(...l);
    if (q !== '') right.push(...r);
  };
  for (const [at, other] of common(x, y, (p, q) => plain(p) === plain(q))) {
    gap(at, other);
    left.push({ text: x[at] ?? '', same: true });
    right.push({ text: y[other] ?? '', same: true });
    [i, j] = [at + 1, other + 1];
  }
  gap(x.length, y.length);
  // Two scripts, or two other names: where all differs, marks would only be noise.
  if (!left.some((part) => part.same && /[\p{L}\p{N}]/u.test(part.text))) {
    return { a: whole(left), b: whole(right) };
  }
  return { a: joined(left), b: joined(right) };
}
