import type { Emulator } from "zitadel-emulator";
import { verifyCommand } from "../../src/commands/verify-replica/command.js";
import { relaxedRedisTimings } from "./relaxed-redis-timings.js";
import { withReplica } from "./replica-env.js";
import { createTestClock } from "./test-clock.js";
import { toSubgraphEnv, type Variables } from "./test-env.js";

/** What the command printed, and what its process would end with. */
export interface VerifyResult {
  readonly code: 0 | 1 | 2;
  readonly stdout: string;
  readonly stderr: string;
  /** Those of its result. */
  readonly lines: readonly string[];
}

/** What a subgraph would have that follows this ZITADEL, and these variables besides (or, undefined, without). */
export function createVerificationEnv(zitadel: Emulator, variables: Variables = {}): Variables {
  return {
    ...toSubgraphEnv(zitadel),
    ...withReplica,
    ZITADEL_SERVICE_USER_TOKEN: zitadel.directory.personalAccessToken("owner"),
    REPLICA_ALLOWED_LATENESS_MS: "1000",
    ...variables,
  };
}

/** Does what `npm run -s cli -- verify-replica` does, in this process, and lets its time pass. */
export async function verify(
  zitadel: Emulator,
  variables: Variables = {},
  args: readonly string[] = [],
): Promise<VerifyResult> {
  const clock = createTestClock();
  const lines: string[] = [];
  const notes: string[] = [];
  const code = await clock.run(
    verifyCommand({
      args,
      env: createVerificationEnv(zitadel, variables),
      print: (line) => lines.push(line),
      printStatus: (line) => notes.push(line),
      signal: new AbortController().signal,
      clock,
      redisTimings: relaxedRedisTimings,
    }),
  );
  const [stdout = "", stderr = ""] = [lines, notes].map((all) => all.map((line) => `${line}\n`).join(""));
  return { code, stdout, stderr, lines };
}
