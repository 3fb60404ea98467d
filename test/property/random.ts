/** A seeded random number generator (mulberry32). */
export interface Random {
  /** An integer from 0 to `end - 1`. */
  below(end: number): number;
  chance(probability: number): boolean;
  one<T>(of: readonly T[]): T;
  /** Between `min` and `max` of the items, without repetition. */
  some<T>(of: readonly T[], min: number, max: number): T[];
}

export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (end: number): number => Math.floor(next() * end);
  const one = <T>(of: readonly T[]): T => {
    const found = of[below(of.length)];
    if (found === undefined) throw new RangeError("The list is empty.");
    return found;
  };
  return {
    below,
    chance: (probability) => next() < probability,
    one,
    some(of, min, max) {
      const left = [...of];
      const count = Math.min(left.length, min + below(max - min + 1));
      return Array.from({ length: count }, () => left.splice(below(left.length), 1)).flat();
    },
  };
}
