import { parseArgs } from "node:util";

export interface Options {
  readonly isQuick: boolean;
  /** Measures only the replica: its first build, catching up, and its memory. */
  readonly isReplicaOnly: boolean;
  /** Measures only subscriptions: their memory, delay and CPU time. */
  readonly isSubscriptionsOnly: boolean;
  /** The file for all figures, as JSON. */
  readonly json: string | undefined;
  /** The maximum number of rounds. */
  readonly rounds: number;
  /** The duration of one measurement. */
  readonly durationMs: number;
  /** The duration of the warm-up of each workload on each target. 0: no warm-up. */
  readonly warmUpMs: number;
  /** The number of starts of each server. */
  readonly starts: number;
  /** The time limit of all rounds together. */
  readonly maxTotalMs: number;
}

export const usage = `npm run bench -- [--replica | --subscriptions] [--quick] [--rounds N] [--json FILE]
  --replica        measure only the replica: first build, catching up and memory
  --subscriptions  measure only 1,000 subscriptions: memory, delay and CPU time
  --quick          short run of less than a minute, with inaccurate figures
  --rounds N       maximum number of rounds (default: 5, or 2 with --quick)
  --json FILE      write all figures, including absolute ones, to FILE`;

/** Throws a UsageError, which includes the usage, for invalid arguments. */
export function parseOptions(args: readonly string[]): Options {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        quick: { type: "boolean" },
        replica: { type: "boolean" },
        subscriptions: { type: "boolean" },
        json: { type: "string" },
        rounds: { type: "string" },
      },
    });
    const isQuick = values.quick === true;
    const rounds = Number(values.rounds ?? (isQuick ? 2 : 5));
    if (!Number.isInteger(rounds) || rounds < 1)
      throw new TypeError("--rounds must be an integer of at least 1");
    if (values.replica === true && values.subscriptions === true)
      throw new TypeError("--replica and --subscriptions exclude each other");
    const pace = isQuick
      ? { durationMs: 150, warmUpMs: 0, starts: 1, maxTotalMs: 25_000 }
      : { durationMs: 1200, warmUpMs: 1200, starts: 5, maxTotalMs: 10 * 60_000 };
    const only = {
      isReplicaOnly: values.replica === true,
      isSubscriptionsOnly: values.subscriptions === true,
    };
    return { isQuick, ...only, json: values.json, rounds, ...pace };
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)}\n${usage}`);
  }
}

export class UsageError extends Error {}
