/** `npm run replica:verify`: the replica held against all that ZITADEL lists. Ends with 0: equal; 1: something differs; 2: that could not be found out. */
import { readConfig } from "./config/read-config.js";
import { wordsFor } from "./config/words-for.js";
import { systemClock } from "./lib/clock.js";
import { Failure } from "./lib/failure.js";
import { readFlags } from "./lib/read-flags.js";
import { watchStopSignals } from "./server/stop-signals.js";
import { createVerdict } from "./server/verdict.js";
import { verifyReplica } from "./server/verify-replica.js";

const usage = `npm run -s replica:verify -- [--owners 1000]

Compares the replica with ZITADEL's lists, entry by entry, and changes nothing. It takes the environment of \`npm start\`.
  --owners  only so many users, chosen at random. All of them if absent`;

const begins = {
  memory:
    "REPLICA=memory: the copy in a running process cannot be reached from here. Another one is filled from ZITADEL's events in the same way, and compared: " +
    "that shows whether ZITADEL's events and lists agree.",
  redis: "REPLICA=redis: the replica that is there is compared with ZITADEL's lists. Nothing is written.",
};

const { signal } = watchStopSignals(() => undefined);

// Calls that wait for their turn keep no process: in a subgraph the requests do.
const living = setInterval(() => undefined, 60_000);

try {
  process.exitCode = await verify();
} catch (error) {
  process.exitCode = 2;
  note(signal.aborted ? "It was ended before all users were compared." : wordsFor(error));
} finally {
  clearInterval(living);
}

async function verify(): Promise<number> {
  const options = { owners: { type: "string" }, help: { type: "boolean" } } as const;
  const { values } = readFlags({ args: process.argv.slice(2), options }, usage);
  if (values.help === true) {
    tell(usage);
    return 0;
  }
  const owners = readCount(values.owners);
  const { replica, ...config } = readConfig(process.env);
  if (replica === undefined) {
    throw new Failure(
      "MISCONFIGURED",
      "REPLICA is not set: there is no replica to verify. It takes the environment that the subgraph runs with.",
    );
  }
  tell(begins[replica.store.kind]);
  const verdict = createVerdict(tell, note, systemClock);
  const verified = await verifyReplica({ ...config, replica }, { ...verdict, owners, note }, signal);
  return verdict.end(verified);
}

function readCount(text: string | undefined): number | undefined {
  if (text === undefined || /^[1-9]\d{0,8}$/.test(text)) return text === undefined ? text : Number(text);
  throw new Failure(
    "BAD_USER_INPUT",
    `--owners: found ${text}, expected a whole number from 1 on.\n\n${usage}`,
  );
}

function tell(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** What is not the result. */
function note(line: string): void {
  process.stderr.write(`${line}\n`);
}
