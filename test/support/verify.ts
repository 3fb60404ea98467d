import { fileURLToPath } from "node:url";
import type { Emulator } from "zitadel-emulator";
import { type CommandResult, startCommand } from "../../packages/zitadel-emulator/test/cli/command.js";
import { verifyCommand } from "../../src/commands/verify-replica/command.js";
import { relaxedRedisTimings } from "./redis.js";
import { withReplica } from "./replica-env.js";
import { createTestClock } from "./test-clock.js";
import { toSubgraphEnv, type Variables } from "./test-env.js";

/** The output and exit code of the command. */
export interface VerifyResult {
  readonly code: 0 | 1 | 2;
  readonly stdout: string;
  readonly stderr: string;
  /** Lines of stdout. */
  readonly lines: readonly string[];
}

/**
 * Environment of a subgraph with a replica of this ZITADEL. `variables` overrides variables; undefined
 * removes one.
 */
function createVerificationEnv(zitadel: Emulator, variables: Variables = {}): Variables {
  return {
    ...toSubgraphEnv(zitadel),
    ...withReplica,
    ZITADEL_SERVICE_USER_TOKEN: zitadel.directory.personalAccessToken("owner"),
    REPLICA_ALLOWED_LATENESS_MS: "1000",
    ...variables,
  };
}

/** Runs `npm run -s cli -- verify-replica` in this process, with a test clock. */
export async function verify(
  zitadel: Emulator,
  variables: Variables = {},
  args: readonly string[] = [],
): Promise<VerifyResult> {
  const clock = createTestClock();
  const lines: string[] = [];
  const statusLines: string[] = [];
  const code = await clock.run(
    verifyCommand({
      args,
      env: createVerificationEnv(zitadel, variables),
      print: (line) => lines.push(line),
      printStatus: (line) => statusLines.push(line),
      signal: new AbortController().signal,
      clock,
      redisTimings: relaxedRedisTimings,
    }),
  );
  const [stdout = "", stderr = ""] = [lines, statusLines].map((output) =>
    output.map((line) => `${line}\n`).join(""),
  );
  return { code, stdout, stderr, lines };
}

/** Runs `npm run -s cli -- verify-replica` as a process, with the environment of `createVerificationEnv`. */
export async function runVerify(
  zitadel: Emulator,
  variables: Variables = {},
  command = "npm run -s cli -- verify-replica",
): Promise<CommandResult & { readonly lines: readonly string[] }> {
  const env = { PATH: process.env["PATH"], ...createVerificationEnv(zitadel, variables) };
  const root = fileURLToPath(new URL("../..", import.meta.url));
  const ended = await startCommand(command, root, env).exited;
  return { ...ended, lines: ended.stdout.trimEnd().split("\n") };
}
