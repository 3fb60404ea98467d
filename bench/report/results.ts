import type { Start } from "../targets/start-all.js";
import type { Sample } from "../load/measure.js";
import { type ByRound, ratiosOf, type Spread, spreadOf } from "./statistics.js";

/** All that was measured. */
export interface Results {
  readonly samples: readonly Sample[];
  readonly starts: readonly Start[];
  readonly notes: readonly string[];
}

export type Figure = "requestsPerSecond" | "p50Ms" | "p99Ms" | "cpuMsPerRequest" | "peakBytes";

/** One figure of one contender, round by round. */
export function figureOf(
  samples: readonly Sample[],
  contender: string,
  workload: string,
  figure: Figure,
): ByRound {
  const found = new Map<number, number>();
  for (const sample of samples) {
    const value = sample[figure];
    if (sample.contender !== contender || sample.workload !== workload || value === undefined) continue;
    found.set(sample.round, value);
  }
  return found;
}

/** The same, as a ratio to another contender. */
export function ratio(
  samples: readonly Sample[],
  workload: string,
  figure: Figure,
  [contender, base]: readonly [contender: string, base: string],
): Spread | undefined {
  return ratiosOf(figureOf(samples, contender, workload, figure), figureOf(samples, base, workload, figure));
}

/** The kinds of calls by which metadata is read or written; the others are about tokens. */
const aboutOwners = ["list", "set", "userinfo"];

export function callsPerOwner(
  samples: readonly Sample[],
  contender: string,
  workload: string,
): Spread | undefined {
  return spreadOf(
    samples
      .filter((sample) => sample.contender === contender && sample.workload === workload)
      .map(({ calls, requests, owners }) => {
        const all = aboutOwners.reduce((sum, kind) => sum + (calls[kind] ?? 0), 0);
        return all / (requests * owners);
      }),
  );
}

/** Start to first answer, as a ratio to another contender. */
export function startRatio(starts: readonly Start[], contender: string, base: string): Spread | undefined {
  return ratiosOf(startsOf(starts, contender), startsOf(starts, base));
}

export function startsOf(starts: readonly Start[], contender: string): ByRound {
  return new Map(starts.filter((start) => start.contender === contender).map(({ round, ms }) => [round, ms]));
}

export function contendersOf(samples: readonly Sample[], workload: string): readonly string[] {
  const names = samples.filter((sample) => sample.workload === workload).map(({ contender }) => contender);
  return [...new Set(names)];
}
