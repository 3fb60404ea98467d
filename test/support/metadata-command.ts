import { fileURLToPath } from "node:url";
import type { Emulator } from "zitadel-emulator";
import { type RunningCommand, startCommand } from "../../packages/zitadel-emulator/test/cli/command.js";
import { metadataCommand } from "../../src/commands/metadata/command.js";
import { createTestClock, type TestClock } from "./test-clock.js";
import { toSubgraphEnv, type Variables } from "./test-env.js";

export interface MetadataResult {
  readonly code: 0 | 1 | 2 | 3;
  readonly stdout: string;
  readonly stderr: string;
  /** Lines of stdout. */
  readonly lines: readonly string[];
}

export interface RunOptions {
  readonly variables?: Variables;
  readonly isTerminal?: boolean;
  readonly clock?: TestClock;
  readonly signal?: AbortSignal;
}

/** Runs `npm run -s cli -- metadata` in this process, with a test clock and a service user with the role IAM_OWNER. */
export async function runMetadata(
  zitadel: Emulator,
  args: readonly string[],
  { variables, isTerminal = false, clock = createTestClock(), signal }: RunOptions = {},
): Promise<MetadataResult> {
  let [stdout, stderr] = ["", ""];
  const code = await clock.run(
    metadataCommand({
      args,
      env: createEnv(zitadel, variables),
      streams: {
        write(text) {
          stdout += text;
          return Promise.resolve();
        },
        writeStatus(text) {
          stderr += text;
        },
        isTerminal,
      },
      signal: signal ?? new AbortController().signal,
      clock,
    }),
  );
  return { code, stdout, stderr, lines: stdout.split("\n").slice(0, -1) };
}

/** Starts the command as a process. */
export function startMetadata(
  zitadel: Emulator,
  args: string,
  { variables, command = "node src/commands/run.mjs src/commands/cli.ts metadata" }: StartOptions = {},
): RunningCommand {
  const env = { PATH: process.env["PATH"], ...createEnv(zitadel, variables) };
  return startCommand(`${command} ${args}`, fileURLToPath(new URL("../..", import.meta.url)), env);
}

export interface StartOptions {
  readonly variables?: Variables | undefined;
  readonly command?: string;
}

function createEnv(zitadel: Emulator, variables: Variables = {}): Variables {
  return {
    ...toSubgraphEnv(zitadel),
    ZITADEL_SERVICE_USER_TOKEN: zitadel.directory.personalAccessToken("owner"),
    ...variables,
  };
}
