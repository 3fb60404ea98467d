/** Of several rounds. */
export interface Spread {
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

/** Of numbers in order; the nearest one that so large a part of them does not exceed. */
export function percentile(sorted: readonly number[], part: number): number {
  const index = Math.max(0, Math.ceil(part * sorted.length) - 1);
  return sorted[index] ?? Number.NaN;
}

export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] ?? Number.NaN;
  return Number.isInteger(middle) ? ((sorted[middle - 1] ?? Number.NaN) + upper) / 2 : upper;
}

/** Undefined when there are none. */
export function spreadOf(numbers: readonly number[]): Spread | undefined {
  if (numbers.length === 0) return undefined;
  return { min: Math.min(...numbers), median: median(numbers), max: Math.max(...numbers) };
}

/** What stands in each round for one contender. */
export type ByRound = ReadonlyMap<number, number>;

/** Ratios are made within a round, where both had the same machine, and only then summed up. */
export function ratiosOf(numbers: ByRound, base: ByRound): Spread | undefined {
  const ratios = [...numbers].flatMap(([round, number]) => {
    const other = base.get(round);
    return other === undefined || other === 0 ? [] : [number / other];
  });
  return spreadOf(ratios);
}
