import { listsInTurn, timesFaster } from "./beside-lists.js";
import { figureOf, type Results, ratio, startsOf } from "./results.js";
import { type Spread, spreadOf } from "./statistics.js";
import { formatSpread, tableOf } from "./table.js";

/** What ours is to reach. Bytes and milliseconds are shown as parts of what they may be. */
export interface Goal {
  readonly words: string;
  readonly isMet: (median: number) => boolean;
  readonly measured: Spread | undefined;
}

const mebibyte = 1024 * 1024;

export function goalsOf({ samples, starts }: Results): readonly Goal[] {
  const ours = (workload: string, figure: Parameters<typeof ratio>[2], base: string): Spread | undefined =>
    ratio(samples, workload, figure, ["ours", base]);
  const partOf = (numbers: ReadonlyMap<number, number>, most: number): Spread | undefined =>
    spreadOf([...numbers.values()].map((number) => number / most));
  return [
    {
      words: "_entities × 1000: time ≤ 1.5 × limit",
      isMet: (it) => it <= 1.5,
      measured: ours("_entities × 1000", "p50Ms", "limit"),
    },
    {
      words: "_entities × 100: requests/s ≥ 20 × naive",
      isMet: (it) => it >= 20,
      measured: ours("_entities × 100", "requestsPerSecond", "naive"),
    },
    {
      words: "_entities × 100, one page for all: requests/s ≥ 20 × naive",
      isMet: (it) => it >= 20,
      measured: ours("_entities × 100, one page for all", "requestsPerSecond", "naive"),
    },
    {
      words: "_entities × 1000, cached: requests/s ≥ 200 × naive",
      isMet: (it) => it >= 200,
      measured: ratio(samples, "_entities × 1000", "requestsPerSecond", ["ours, cached", "naive"]),
    },
    {
      words: "_entities × 1: requests/s ≥ mercurius + jit",
      isMet: (it) => it >= 1,
      measured: ours("_entities × 1", "requestsPerSecond", "mercurius + jit"),
    },
    {
      words: "_entities × 1000: peak memory, of 150 MB",
      isMet: (it) => it <= 1,
      measured: partOf(figureOf(samples, "ours", "_entities × 1000", "peakBytes"), 150 * mebibyte),
    },
    {
      words: "start to first answer, of 0.4 s",
      isMet: (it) => it <= 1,
      measured: partOf(startsOf(starts, "ours"), 400),
    },
    {
      words: "_entities × 1000, replica: × faster than as many lists one after the other, ≥ 100",
      isMet: (it) => it >= 100,
      measured: timesFaster(
        listsInTurn(samples, "_entities × 1000"),
        samples,
        "ours, replica",
        "_entities × 1000",
      ),
    },
  ];
}

export function goalsTable(goals: readonly Goal[]): string {
  const rows = goals.map(({ words, isMet, measured }) => [
    words,
    formatSpread(measured),
    measured === undefined ? "–" : isMet(measured.median) ? "yes" : "no",
  ]);
  return tableOf(["goal for ours", "measured", "met"], rows);
}
