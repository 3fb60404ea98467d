/** A figure over several rounds. */
export interface Spread {
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

/** The nearest-rank percentile. The numbers must be sorted in ascending order, and `fraction` is between 0 and 1. */
export function percentile(sorted: readonly number[], fraction: number): number {
  const index = Math.max(0, Math.ceil(fraction * sorted.length) - 1);
  return sorted[index] ?? Number.NaN;
}

export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] ?? Number.NaN;
  return Number.isInteger(middle) ? ((sorted[middle - 1] ?? Number.NaN) + upper) / 2 : upper;
}

/** Undefined for an empty list. */
export function spreadOf(numbers: readonly number[]): Spread | undefined {
  if (numbers.length === 0) return undefined;
  return { min: Math.min(...numbers), median: median(numbers), max: Math.max(...numbers) };
}

/** A figure of one target by round. */
export type ByRound = ReadonlyMap<number, number>;

/** Calculates the ratio of each round, in which the state of the machine was the same for both. */
export function ratiosOf(numbers: ByRound, base: ByRound): Spread | undefined {
  const ratios = [...numbers].flatMap(([round, number]) => {
    const other = base.get(round);
    return other === undefined || other === 0 ? [] : [number / other];
  });
  return spreadOf(ratios);
}
