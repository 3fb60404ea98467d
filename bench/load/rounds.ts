import type { Target } from "../targets/target.js";
import type { UpstreamProcess } from "../upstream/start-upstream.js";
import type { Workload } from "../workloads.js";
import { workloadFor, measure, type Sample } from "./measure.js";

export interface Plan {
  readonly rounds: number;
  /** The duration of one measurement. */
  readonly durationMs: number;
  /**
   * The warm-up of each workload on each target, in which the JIT compiler optimizes the code. 0: no warm-up.
   */
  readonly warmUpMs: number;
  /** A round that would end after this time (performance.now()) is not started. The first round always is. */
  readonly deadline: number;
  readonly log: (message: string) => void;
}

/** Measures every workload on every target in each round. Each round starts with another target. */
export async function runRounds(
  targets: readonly Target[],
  workloads: readonly Workload[],
  upstream: UpstreamProcess,
  { rounds, durationMs, warmUpMs, deadline, log }: Plan,
): Promise<readonly Sample[]> {
  for (const workload of workloads) {
    for (const target of targets.filter((it) => it.supports(workload))) {
      const variant = workloadFor(workload, target);
      await target.check(variant);
      if (warmUpMs === 0) continue;
      await target.load(variant, {
        clients: workload.clients,
        durationMs: warmUpMs,
        minRequests: workload.clients,
      });
    }
  }
  await upstream.takeCalls();

  const samples: Sample[] = [];
  let maxRoundMs = 0;
  for (let round = 0; round < rounds; round++) {
    const startedAt = performance.now();
    if (round > 0 && startedAt + maxRoundMs > deadline) {
      log(`time limit reached after ${round} of ${rounds} rounds`);
      break;
    }
    for (const workload of workloads) {
      for (const target of rotate(targets, round).filter((it) => it.supports(workload))) {
        // Cached entries of the last round may have expired.
        if (target.servesFrom !== undefined) await target.check(workloadFor(workload, target));
        samples.push(await measure(target, workload, round, durationMs, upstream));
      }
    }
    maxRoundMs = Math.max(maxRoundMs, performance.now() - startedAt);
    log(`round ${round + 1} of ${rounds}: ${Math.round(maxRoundMs / 1000)} s`);
  }
  return samples;
}

/** Moves the first `by` items to the end. */
export function rotate<T>(items: readonly T[], by: number): readonly T[] {
  const start = items.length === 0 ? 0 : by % items.length;
  return [...items.slice(start), ...items.slice(0, start)];
}
