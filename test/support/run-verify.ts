import type { Emulator } from "../../src/emulator/emulator.js";
import { type Ended, startCommand } from "../e2e/dev/command.js";
import { withReplica } from "./replica-world.js";
import { root } from "./subgraph-process.js";
import { environmentOf, type Variables } from "./world.js";

/** Runs `npm run replica:verify` with what a subgraph would have, and these variables besides (or, undefined, without). */
export async function runVerify(
  zitadel: Emulator,
  variables: Variables = {},
  command = "node --import tsx src/replica-verify.ts",
): Promise<Ended & { readonly lines: readonly string[] }> {
  const env = {
    PATH: process.env["PATH"],
    ...environmentOf(zitadel),
    ...withReplica,
    ZITADEL_SERVICE_TOKEN: zitadel.world.pat("owner"),
    REPLICA_OVERLAP_MS: "1000",
    ...variables,
  };
  const ended = await startCommand(command, root, env).ended;
  return { ...ended, lines: ended.stdout.trimEnd().split("\n") };
}
