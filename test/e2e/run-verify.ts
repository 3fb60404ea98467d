import type { Emulator } from "zitadel-emulator";
import { type CommandResult, startCommand } from "../../packages/zitadel-emulator/test/cli/command.js";
import { root } from "./subgraph-process.js";
import { createVerificationEnv } from "../support/verify.js";
import type { Variables } from "../support/test-env.js";

/** Runs `npm run -s cli -- verify-replica` as a process, with the environment of `createVerificationEnv`. */
export async function runVerify(
  zitadel: Emulator,
  variables: Variables = {},
  command = "npm run -s cli -- verify-replica",
): Promise<CommandResult & { readonly lines: readonly string[] }> {
  const env = { PATH: process.env["PATH"], ...createVerificationEnv(zitadel, variables) };
  const ended = await startCommand(command, root, env).exited;
  return { ...ended, lines: ended.stdout.trimEnd().split("\n") };
}
