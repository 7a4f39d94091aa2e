/** Curves, arrow heads and labels of the flow map, in pixels of the unzoomed map. Pure. */

export type Point = readonly [x: number, y: number];

export interface Curve {
  /** Path of the line, for SVG. */
  readonly line: string;
  /** Path of the arrow head. */
  readonly head: string;
  readonly middle: Point;
}

const BEND = 0.22;

/**
 * A bent arrow. All bend to the same hand, so that there and back are two arrows.
 * @param width of the line; @param gap kept free at its end
 */
export function curve(from: Point, to: Point, width: number, gap: number): Curve {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  const length = Math.max(1, Math.hypot(dx, dy));
  const bend = Math.min(90, Math.max(10, length * BEND));
  const control: Point = [(from[0] + to[0]) / 2 + (dy / length) * bend, (from[1] + to[1]) / 2 - (dx / length) * bend];
  const [ex, ey] = [to[0] - control[0], to[1] - control[1]];
  const reach = Math.max(1, Math.hypot(ex, ey));
  const [ux, uy] = [ex / reach, ey / reach];
  const size = 5 + width * 1.4;
  const tip: Point = [to[0] - ux * gap, to[1] - uy * gap];
  const neck: Point = [tip[0] - ux * size, tip[1] - uy * size];
  const half = 2.5 + width * 0.8;
  const n = (value: number): string => value.toFixed(1);
  return {
    line: `M${n(from[0])} ${n(from[1])}Q${n(control[0])} ${n(control[1])} ${n(neck[0])} ${n(neck[1])}`,
    head: `M${n(tip[0])} ${n(tip[1])}L${n(neck[0] - uy * half)} ${n(neck[1] + ux * half)}L${n(neck[0] + uy * half)} ${n(neck[1] - ux * half)}z`,
    middle: [(from[0] + 2 * control[0] + to[0]) / 4, (from[1] + 2 * control[1] + to[1]) / 4],
  };
}

export interface Label {
  readonly text: string;
  readonly at: Point;
}

const CHARACTER = 6.6;
const HEIGHT = 15;

/** Labels that do not cover one another: those that come first have the place. */
export function freeLabels(wanted: readonly Label[]): readonly Label[] {
  const taken: { x0: number; x1: number; y0: number; y1: number }[] = [];
  return wanted.filter(({ text, at: [x, y] }) => {
    const half = (text.length * CHARACTER) / 2;
    const box = { x0: x - half, x1: x + half, y0: y - HEIGHT, y1: y };
    const free = taken.every((t) => box.x1 < t.x0 || box.x0 > t.x1 || box.y1 < t.y0 || box.y0 > t.y1);
    if (free) taken.push(box);
    return free;
  });
}
