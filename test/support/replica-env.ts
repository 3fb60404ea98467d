import { z } from "zod";
import { routes, type CallKind } from "./call-kinds.js";
import { startTestEnv, type Variables, type TestEnv } from "./test-env.js";
import type { TestZitadel } from "../../packages/zitadel-emulator/test/zitadel/test-zitadel.js";

/**
 * A test environment whose subgraph has a replica. The replica polls and retries only while the test clock
 * advances.
 */
export interface ReplicaEnv extends TestEnv {
  /** Waits until the replica contains all changes that are visible in ZITADEL now. */
  catchUp(): Promise<void>;
  /** The status of the replica in `/readyz`. */
  replica(): Promise<z.infer<typeof ready>["replica"]>;
  /** The calls for requests, without the replica's own calls. */
  takeRequestCalls(): Partial<Record<CallKind, number>>;
}

const ready = z.object({ replica: z.looseObject({ state: z.string() }) });

/** Variables for a replica in memory with the shortest poll interval and without background checks. */
export const withReplica = {
  REPLICA: "memory",
  REPLICA_POLL_INTERVAL_MS: "100",
  // Longer than the time between two polls in any test.
  REPLICA_MAX_LAG_MS: "60000",
  REPLICA_VERIFY_INTERVAL_MS: "0",
};

export async function startReplicaEnv(
  variables: Variables | ((zitadel: TestZitadel) => Promise<Variables>) = {},
): Promise<ReplicaEnv> {
  const env = await startTestEnv(async (zitadel) => ({
    ...withReplica,
    ZITADEL_SERVICE_USER_TOKEN: zitadel.directory.personalAccessToken("owner"),
    ...(typeof variables === "function" ? await variables(zitadel) : variables),
  }));
  const replicaEnv = toReplicaEnv(env);
  await waitForReplica(replicaEnv, { state: "following" });
  return replicaEnv;
}

/** The same environment, with the methods for its replica. */
export function toReplicaEnv(env: TestEnv): ReplicaEnv {
  const countPolls = (): number => env.emulator.calls.filter(({ path }) => routes.events.test(path)).length;
  return {
    ...env,
    get emulator() {
      return env.emulator;
    },
    async catchUp() {
      const before = countPolls();
      // The first poll may have started before. The second starts afterwards, and has ended when a third
      // starts.
      await env.clock.until(() => countPolls() >= before + 3);
    },
    async replica() {
      const response = await fetch(new URL("/readyz", env.url));
      return ready.parse(await response.json()).replica;
    },
    takeRequestCalls() {
      const calls = env.takeCalls();
      delete calls.events;
      return calls;
    },
    [Symbol.asyncDispose]: () => env[Symbol.asyncDispose](),
  };
}

/** Advances the clock until `/readyz` reports this status of the replica. */
export async function waitForReplica(
  env: ReplicaEnv,
  expected: Partial<z.infer<typeof ready>["replica"]>,
): Promise<void> {
  await env.clock.until(async () => {
    const replica = await env.replica();
    return Object.entries(expected).every(([name, value]) => replica[name] === value);
  });
}

/** Advances the clock until a log line contains the text. */
export async function waitForLog({ clock, log }: ReplicaEnv, text: string): Promise<string> {
  const line = (): string | undefined => log.find((entry) => entry.includes(text));
  await clock.until(() => line() !== undefined);
  return line() ?? "";
}
