import type { Start } from "../targets/start-all.js";
import type { Sample } from "../load/measure.js";
import { type ByRound, ratiosOf, type Spread, spreadOf } from "./statistics.js";

/** All measurements of a comparison. */
export interface Results {
  readonly samples: readonly Sample[];
  readonly starts: readonly Start[];
  readonly notes: readonly string[];
}

export type Figure = "requestsPerSecond" | "p50Ms" | "p99Ms" | "cpuMsPerRequest" | "peakBytes";

/** One figure of one target in each round. */
export function figureOf(
  samples: readonly Sample[],
  target: string,
  workload: string,
  figure: Figure,
): ByRound {
  const found = new Map<number, number>();
  for (const sample of samples) {
    const value = sample[figure];
    if (sample.target !== target || sample.workload !== workload || value === undefined) continue;
    found.set(sample.round, value);
  }
  return found;
}

/** One figure of a target as a ratio to another target. */
export function ratio(
  samples: readonly Sample[],
  workload: string,
  figure: Figure,
  [target, base]: readonly [target: string, base: string],
): Spread | undefined {
  return ratiosOf(figureOf(samples, target, workload, figure), figureOf(samples, base, workload, figure));
}

/** The kinds of calls that read or write metadata. The other calls are about tokens. */
const metadataCalls = ["list", "set", "userinfo"];

export function callsPerUser(
  samples: readonly Sample[],
  target: string,
  workload: string,
): Spread | undefined {
  return spreadOf(
    samples
      .filter((sample) => sample.target === target && sample.workload === workload)
      .map(({ calls, requests, usersPerRequest }) => {
        const total = metadataCalls.reduce((sum, kind) => sum + (calls[kind] ?? 0), 0);
        return total / (requests * usersPerRequest);
      }),
  );
}

/** The time from start to first response, as a ratio to another target. */
export function startRatio(starts: readonly Start[], target: string, base: string): Spread | undefined {
  return ratiosOf(startMsOf(starts, target), startMsOf(starts, base));
}

export function startMsOf(starts: readonly Start[], target: string): ByRound {
  return new Map(starts.filter((start) => start.target === target).map(({ round, ms }) => [round, ms]));
}

export function targetsOf(samples: readonly Sample[], workload: string): readonly string[] {
  const names = samples.filter((sample) => sample.workload === workload).map(({ target }) => target);
  return [...new Set(names)];
}
