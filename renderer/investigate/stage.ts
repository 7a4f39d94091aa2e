/** Where the network is drawn: by WebGL, or plainly where there is none. Both draw the same graph. */
import type { Lit, PartyGraph } from './network-graph.ts';

export interface StageEvents {
  /** A party was pointed at and pressed; null: the ground. `path`: with Shift, the way to it is meant. */
  onParty(key: string | null, path: boolean): void;
  onLink(key: string): void;
  onHover(key: string | null): void;
}

/** Colours of the window as they are now. */
export interface StageColours {
  readonly ground: string;
  readonly text: string;
  readonly faint: string;
  readonly edge: string;
  readonly lit: string;
  readonly border: string;
}

export interface Stage {
  /** Shows another graph, from its beginning. */
  show(graph: PartyGraph): void;
  /** Lights up some and dims the others; null: all alike. `current` keeps its name. */
  light(lit: Lit | null, current: string | null): void;
  /** The places have changed. */
  moved(): void;
  /** Brings a party into view. */
  centreOn(key: string): void;
  fit(): void;
  zoom(by: 'in' | 'out'): void;
  end(): void;
}

/** Whether this machine draws by WebGL. */
export function hasWebGl(): boolean {
  const gl = document.createElement('canvas').getContext('webgl2');
  gl?.getExtension('WEBGL_lose_context')?.loseContext();
  return gl !== null;
}

/** `#rrggbb` or `#rgb` as three numbers from 0 to 1. */
export function rgbOf(colour: string): [number, number, number] {
  const short = /^#([\da-f])([\da-f])([\da-f])$/i.exec(colour.trim());
  const long = short
    ? `#${short
        .slice(1)
        .map((digit) => digit + digit)
        .join('')}`
    : colour.trim();
  const hex = /^#([\da-f]{2})([\da-f]{2})([\da-f]{2})$/i.exec(long);
  return [1, 2, 3].map((i) => parseInt(hex?.[i] ?? '80', 16) / 255) as [number, number, number];
}

/** A colour between two. @param share 0: the first */
export function mixed(a: string, b: string, share: number): string {
  const [from, to] = [rgbOf(a), rgbOf(b)];
  const part = (i: 0 | 1 | 2): string =>
    Math.round(255 * (from[i] + (to[i] - from[i]) * share))
      .toString(16)
      .padStart(2, '0');
  return `#${part(0)}${part(1)}${part(2)}`;
}
