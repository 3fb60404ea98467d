import { sequentialListMs, speedupOf } from "./replica-speedup.js";
import { figureOf, type Results, ratio, startRatio } from "./results.js";
import { ratiosOf, type Spread, spreadOf } from "./statistics.js";
import { formatSpread, tableOf } from "./table.js";

/** A goal of this subgraph. Bytes are shown as fractions of their limits. */
export interface Goal {
  readonly description: string;
  readonly isMet: (median: number) => boolean;
  readonly measured: Spread | undefined;
}

const mebibyte = 1024 * 1024;
const subgraph = "this subgraph";

export function goalsOf({ samples, starts }: Results): readonly Goal[] {
  const ratioTo = (workload: string, figure: Parameters<typeof ratio>[2], base: string): Spread | undefined =>
    ratio(samples, workload, figure, [subgraph, base]);
  const fractionOf = (numbers: ReadonlyMap<number, number>, limit: number): Spread | undefined =>
    spreadOf([...numbers.values()].map((number) => number / limit));
  return [
    {
      description: "_entities × 1000: p50 ≤ 1.5 × limit",
      isMet: (it) => it <= 1.5,
      measured: ratioTo("_entities × 1000", "p50Ms", "limit"),
    },
    {
      description: "_entities × 100: requests/s ≥ 20 × naive",
      isMet: (it) => it >= 20,
      measured: ratioTo("_entities × 100", "requestsPerSecond", "naive"),
    },
    {
      description: "_entities × 100, one page for all: requests/s ≥ 20 × naive",
      isMet: (it) => it >= 20,
      measured: ratioTo("_entities × 100, one page for all", "requestsPerSecond", "naive"),
    },
    {
      description: "_entities × 1000, cached: requests/s ≥ 200 × naive",
      isMet: (it) => it >= 200,
      measured: ratio(samples, "_entities × 1000", "requestsPerSecond", [`${subgraph}, cached`, "naive"]),
    },
    {
      description: "_entities × 1000, replica: requests/s ≥ 150 × naive",
      isMet: (it) => it >= 150,
      measured: ratio(samples, "_entities × 1000", "requestsPerSecond", [`${subgraph}, replica`, "naive"]),
    },
    ...["_entities × 1", "_entities × 100", "_entities × 1000"].map((workload) => ({
      description: `${workload}: requests/s ≥ mercurius + jit`,
      isMet: (it: number) => it >= 1,
      measured: ratioTo(workload, "requestsPerSecond", "mercurius + jit"),
    })),
    {
      description: "set × 1: requests/s ≥ 0.9 × mercurius + jit",
      isMet: (it) => it >= 0.9,
      measured: ratioTo("set × 1", "requestsPerSecond", "mercurius + jit"),
    },
    {
      description: "me: CPU ≤ 1.2 × mercurius + jit, which checks no token",
      isMet: (it) => it <= 1.2,
      measured: ratioTo("me", "cpuMsPerRequest", "mercurius + jit"),
    },
    {
      description: "_entities × 1000: peak memory as a fraction of 150 MiB",
      isMet: (it) => it <= 1,
      measured: fractionOf(figureOf(samples, subgraph, "_entities × 1000", "peakBytes"), 150 * mebibyte),
    },
    {
      description: "start to first response ≤ naive",
      isMet: (it) => it <= 1,
      measured: startRatio(starts, subgraph, "naive"),
    },
    {
      description: "attributes × 1000, replica: p50 ≤ 1.3 × metadata of the same users",
      isMet: (it) => it <= 1.3,
      measured: ratiosOf(
        figureOf(samples, `${subgraph}, replica`, "attributes × 1000", "p50Ms"),
        figureOf(samples, `${subgraph}, replica`, "_entities × 1000", "p50Ms"),
      ),
    },
    {
      description: "_entities × 1000, replica: ≥ 100 times faster than sequential list calls",
      isMet: (it) => it >= 100,
      measured: speedupOf(
        sequentialListMs(samples, "_entities × 1000"),
        samples,
        `${subgraph}, replica`,
        "_entities × 1000",
      ),
    },
  ];
}

export function goalsTable(goals: readonly Goal[]): string {
  const rows = goals.map(({ description, isMet, measured }) => [
    description,
    formatSpread(measured),
    measured === undefined ? "–" : isMet(measured.median) ? "yes" : "no",
  ]);
  return tableOf(["goal of this subgraph", "measured", "met"], rows);
}
