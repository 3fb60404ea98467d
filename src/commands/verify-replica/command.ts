import { readConfig } from "../../config/read-config.js";
import { formatError } from "../../config/format-error.js";
import type { Clock } from "../../lib/clock.js";
import { Failure } from "../../lib/failure.js";
import { parseCommandLine } from "../../lib/parse-command-line.js";
import type { RedisTimes } from "../../replica/store/redis/redis-store.js";
import { createVerdict } from "./report.js";
import { verifyReplica } from "./verify-replica.js";

/** What `npm run -s cli -- verify-replica` is started with. */
export interface VerifyCommand {
  readonly args: readonly string[];
  readonly env: Parameters<typeof readConfig>[0];
  /** Takes the result, line by line. */
  readonly tell: (line: string) => void;
  /** Takes what is not the result. */
  readonly note: (line: string) => void;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly redisTimes?: RedisTimes;
}

const usage = `npm run -s cli -- verify-replica [--users 1000]

Compares the replica with ZITADEL's lists, entry by entry, and changes nothing. It takes the environment of \`npm start\`.
  --users  number of users to compare, chosen at random; default: all`;

const begins = {
  memory:
    "REPLICA=memory: the copy in a running process cannot be reached from here. Another one is filled from ZITADEL's events in the same way, and compared: " +
    "that shows whether ZITADEL's events and lists agree.",
  redis: "REPLICA=redis: the replica that is there is compared with ZITADEL's lists. Nothing is written.",
};

/** Answers with the code that the process ends with. */
export async function verifyCommand(command: VerifyCommand): Promise<0 | 1 | 2> {
  try {
    return await verify(command);
  } catch (error) {
    command.note(
      command.signal.aborted ? "It was ended before all users were compared." : formatError(error),
    );
    return 2;
  }
}

async function verify({
  args,
  env,
  tell,
  note,
  signal,
  clock,
  redisTimes,
}: VerifyCommand): Promise<0 | 1 | 2> {
  const options = { users: { type: "string" }, help: { type: "boolean" } } as const;
  const { values } = parseCommandLine({ args: [...args], options }, usage);
  if (values.help === true) {
    tell(usage);
    return 0;
  }
  const owners = readCount(values.users);
  const { replica, ...config } = readConfig(env);
  if (replica === undefined) {
    throw new Failure(
      "MISCONFIGURED",
      "REPLICA is not set: there is no replica to verify. It takes the environment that the subgraph runs with.",
    );
  }
  tell(begins[replica.store.kind]);
  const verdict = createVerdict(tell, note, clock);
  const asked = { ...verdict, owners, note, clock, redisTimes };
  return verdict.end(await verifyReplica({ ...config, replica }, asked, signal));
}

function readCount(text: string | undefined): number | undefined {
  if (text === undefined || /^[1-9]\d{0,8}$/.test(text)) return text === undefined ? text : Number(text);
  throw new Failure(
    "BAD_USER_INPUT",
    `--users: found ${text}, expected a whole number from 1 on.\n\n${usage}`,
  );
}
