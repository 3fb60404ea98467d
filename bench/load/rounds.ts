import type { Contender } from "../targets/contender.js";
import type { UpstreamProcess } from "../upstream/start-upstream.js";
import type { Workload } from "../workloads.js";
import { asAsked, measure, type Sample } from "./measure.js";

export interface Plan {
  readonly rounds: number;
  /** For each turn. */
  readonly ms: number;
  /** For each contender and workload before anything is measured: compilers are at work then. None when 0. */
  readonly warmUpMs: number;
  /** No round begins that would end after this, by performance.now(); the first is made in any case. */
  readonly until: number;
  readonly tell: (words: string) => void;
}

/** Every contender has its turn in every round, each time after another one. */
export async function runRounds(
  contenders: readonly Contender[],
  workloads: readonly Workload[],
  upstream: UpstreamProcess,
  { rounds, ms, warmUpMs, until, tell }: Plan,
): Promise<readonly Sample[]> {
  for (const workload of workloads) {
    for (const contender of contenders.filter((it) => it.can(workload))) {
      const asked = asAsked(workload, contender);
      await contender.check(asked);
      if (warmUpMs === 0) continue;
      await contender.load(asked, { clients: workload.clients, ms: warmUpMs, atLeast: workload.clients });
    }
  }
  await upstream.take();

  const samples: Sample[] = [];
  let longestRoundMs = 0;
  for (let round = 0; round < rounds; round++) {
    const begunAt = performance.now();
    if (round > 0 && begunAt + longestRoundMs > until) {
      tell(`Time is up after ${round} of ${rounds} rounds.`);
      break;
    }
    for (const workload of workloads) {
      for (const contender of rotated(contenders, round).filter((it) => it.can(workload))) {
        // What was kept in the last round may have ended since.
        if (contender.knows !== undefined) await contender.check(asAsked(workload, contender));
        samples.push(await measure(contender, workload, round, ms, upstream));
      }
    }
    longestRoundMs = Math.max(longestRoundMs, performance.now() - begunAt);
    tell(`round ${round + 1} of ${rounds}: ${Math.round(longestRoundMs / 1000)} s`);
  }
  return samples;
}

/** The same, from the one at this place on, and then from the beginning. */
export function rotated<T>(all: readonly T[], by: number): readonly T[] {
  const start = all.length === 0 ? 0 : by % all.length;
  return [...all.slice(start), ...all.slice(0, start)];
}
