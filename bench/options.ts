import { parseArgs } from "node:util";

export interface Options {
  readonly isQuick: boolean;
  /** Measures how replicas are filled, how they follow, and what they take, and nothing else. */
  readonly ofReplica: boolean;
  /** Where all numbers go, as JSON. */
  readonly json: string | undefined;
  readonly rounds: number;
  /** For each turn. */
  readonly ms: number;
  /** The same for what does not count. */
  readonly warmUpMs: number;
  /** How often each server is started. */
  readonly starts: number;
  /** How long all rounds may take. */
  readonly mostMs: number;
}

export const usage = `npm run bench -- [--replica] [--quick] [--rounds N] [--json FILE]
  --replica    how replicas are filled, how they follow and what they take, instead of all else
  --quick      less than a minute, for a first look
  --rounds N   how many rounds there are at most; 5, or 2 with --quick
  --json FILE  all numbers, absolute ones too`;

/** Throws, with the usage, for anything else. */
export function readOptions(args: readonly string[]): Options {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        quick: { type: "boolean" },
        replica: { type: "boolean" },
        json: { type: "string" },
        rounds: { type: "string" },
      },
    });
    const isQuick = values.quick === true;
    const rounds = Number(values.rounds ?? (isQuick ? 2 : 5));
    if (!Number.isInteger(rounds) || rounds < 1) throw new TypeError("--rounds is a number from 1 on");
    const pace = isQuick
      ? { ms: 150, warmUpMs: 0, starts: 1, mostMs: 25_000 }
      : { ms: 1200, warmUpMs: 1200, starts: 5, mostMs: 10 * 60_000 };
    return { isQuick, ofReplica: values.replica === true, json: values.json, rounds, ...pace };
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)}\n${usage}`);
  }
}

export class UsageError extends Error {}
