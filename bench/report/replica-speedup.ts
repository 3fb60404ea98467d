import type { Sample } from "../load/measure.js";
import { responseDelayMs } from "../test-data.js";
import { workloads } from "../workloads.js";
import { targetsOf, figureOf } from "./results.js";
import { type ByRound, ratiosOf, type Spread } from "./statistics.js";
import { formatSpread, tableOf } from "./table.js";

/**
 * Compares the p50 of pages from a replica with that of the list calls that it replaces. Empty without a
 * replica.
 */
export function replicaSpeedup(samples: readonly Sample[]): readonly string[] {
  const pages = workloads.filter(({ kind, pages }) => kind === "entities" && pages === undefined);
  const rows = pages.flatMap(({ name: workload }) =>
    targetsOf(samples, workload)
      .filter((target) => target.includes("replica"))
      .map((target) => [
        `${workload}: ${target}`,
        formatSpread(speedupOf(sequentialListMs(samples, workload), samples, target, workload)),
        formatSpread(speedupOf(figureOf(samples, "limit", workload, "p50Ms"), samples, target, workload)),
      ]),
  );
  if (rows.length === 0) return [];
  const head = ["times faster than list calls", "sequential", "over 32 connections (limit)"];
  return [`### Replica compared with list calls\n\n${tableOf(head, rows)}`];
}

/** How many times faster the p50 of a target is than `otherMs`. */
export function speedupOf(
  otherMs: ByRound,
  samples: readonly Sample[],
  target: string,
  workload: string,
): Spread | undefined {
  return ratiosOf(otherMs, figureOf(samples, target, workload, "p50Ms"));
}

/** The time of the sequential list calls of a page: the delay of the fake ZITADEL for each user. */
export function sequentialListMs(samples: readonly Sample[], workload: string): ByRound {
  const matching = samples.filter((sample) => sample.workload === workload);
  return new Map(matching.map(({ round, usersPerRequest }) => [round, usersPerRequest * responseDelayMs]));
}
