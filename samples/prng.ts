/**
 * A small seeded random source, so that the sample case has the same bytes on every machine. Not for secrets.
 * The generator is sfc32 (public domain, PractRand), seeded by hashing a text with FNV-1a.
 */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #d: number;

  /** @param seed any text; equal texts give equal sequences */
  constructor(seed: string) {
    const part = (salt: number): number => {
      let h = 0x811c9dc5 ^ salt;
      for (const ch of seed) h = Math.imul(h ^ ch.codePointAt(0)!, 0x01000193);
      return h >>> 0;
    };
    [this.#a, this.#b, this.#c, this.#d] = [part(1), part(2), part(3), 1];
    for (let i = 0; i < 16; i += 1) this.next();
  }

  /** A number in [0, 1). */
  next(): number {
    const t = (((this.#a + this.#b) >>> 0) + this.#d) >>> 0;
    this.#d = (this.#d + 1) >>> 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) >>> 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) >>> 0;
    this.#c = (this.#c + t) >>> 0;
    return t / 0x100000000;
  }

  /** An integer in [low, high], both ends included. */
  int(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  real(low: number, high: number): number {
    return low + this.next() * (high - low);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(from: readonly T[]): T {
    const item = from[Math.floor(this.next() * from.length)];
    if (item === undefined) throw new RangeError('Nothing to pick from.');
    return item;
  }

  /** Picks by weight: `weighted([['a', 3], ['b', 1]])` gives `a` three times out of four. */
  weighted<T>(from: readonly (readonly [T, number])[]): T {
    let at = this.next() * from.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [item, weight] of from) {
      at -= weight;
      if (at < 0) return item;
    }
    return from[from.length - 1]![0];
  }

  /** Long-tailed, median 1: `exp(sigma × normal)`, the normal by the sum of twelve uniforms. */
  skewed(sigma: number): number {
    let sum = -6;
    for (let i = 0; i < 12; i += 1) sum += this.next();
    return Math.exp(sigma * sum);
  }

  shuffle<T>(items: readonly T[]): T[] {
    const out = [...items];
    for (let i = out.length - 1; i > 0; i -= 1) {
      const j = this.int(0, i);
      [out[i], out[j]] = [out[j]!, out[i]!];
    }
    return out;
  }

  digits(count: number): string {
    let out = '';
    for (let i = 0; i < count; i += 1) out += String(this.int(0, 9));
    return out;
  }
}
