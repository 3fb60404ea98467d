import { readConfig } from "../../config/read-config.js";
import { formatError } from "../../config/format-error.js";
import type { Clock } from "../../lib/clock.js";
import { Failure } from "../../lib/failure.js";
import { parseCommandLine } from "../parse-command-line.js";
import type { RedisTimings } from "../../replica/store/redis/redis-store.js";
import { createReport } from "./report.js";
import { verifyReplica } from "./verify-replica.js";

/** Inputs and outputs of `npm run -s cli -- verify-replica`. */
export interface VerifyCommand {
  readonly args: readonly string[];
  readonly env: Parameters<typeof readConfig>[0];
  /** Prints a line of the result, on standard output. */
  readonly print: (line: string) => void;
  /** Prints progress and errors, on standard error. */
  readonly printStatus: (line: string) => void;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly redisTimings?: RedisTimings;
}

const usage = `npm run -s cli -- verify-replica [--users 1000]

Compares the replica with ZITADEL's lists, entry by entry, and writes nothing. Run it with the environment of \`npm start\`.
  --users  number of users to compare, chosen at random; default: all`;

const introductions = {
  memory:
    "REPLICA=memory: the replica of a running process cannot be read from here. The command builds another one from ZITADEL's events and compares it with " +
    "ZITADEL's lists. The result shows whether the events and the lists agree.",
  redis: "REPLICA=redis: comparing the replica in Redis with ZITADEL's lists. Nothing is written.",
};

/** Resolves to the exit code: 0 if all users are equal, 1 if some differ, 2 if they could not be compared. */
export async function verifyCommand(command: VerifyCommand): Promise<0 | 1 | 2> {
  try {
    return await verify(command);
  } catch (error) {
    command.printStatus(
      command.signal.aborted ? "Interrupted before all users were compared." : formatError(error),
    );
    return 2;
  }
}

async function verify({
  args,
  env,
  print,
  printStatus,
  signal,
  clock,
  redisTimings,
}: VerifyCommand): Promise<0 | 1 | 2> {
  const options = { users: { type: "string" }, help: { type: "boolean" } } as const;
  const { values } = parseCommandLine({ args: [...args], options }, usage);
  if (values.help === true) {
    print(usage);
    return 0;
  }
  const sampleSize = parseCount(values.users);
  const { replica, ...config } = readConfig(env);
  if (replica === undefined) {
    throw new Failure(
      "MISCONFIGURED",
      "REPLICA is not set: there is no replica to verify. Run the command with the environment of the subgraph.",
    );
  }
  print(introductions[replica.store.kind]);
  const report = createReport(print, printStatus, clock);
  const verifyOptions = { ...report, sampleSize, printStatus, clock, redisTimings };
  return report.finish(await verifyReplica({ ...config, replica }, verifyOptions, signal));
}

function parseCount(text: string | undefined): number | undefined {
  if (text === undefined || /^[1-9]\d{0,8}$/.test(text)) return text === undefined ? text : Number(text);
  throw new Failure(
    "BAD_USER_INPUT",
    `--users: "${text}" is not a whole number from 1 to 999999999.\n\n${usage}`,
  );
}
