import { z } from "zod";
import { routes, type CallKind } from "./call-kinds.js";
import { startTestEnv, type Variables, type TestEnv } from "./test-env.js";
import type { TestZitadel } from "../../packages/zitadel-emulator/test/zitadel/test-zitadel.js";

/** A world whose subgraph has a replica. It looks and tries again only while a test lets time pass. */
export interface ReplicaEnv extends TestEnv {
  /** Waits until everything that has happened until now, and can be seen, is in the replica. */
  catchUp(): Promise<void>;
  /** What `/readyz` says of the replica. */
  replica(): Promise<z.infer<typeof ready>["replica"]>;
  /** The calls that requests make: the replica's own are not among them. */
  takeRequestCalls(): Partial<Record<CallKind, number>>;
}

const ready = z.object({ replica: z.looseObject({ state: z.string() }) });

/** A replica that looks as often as it may, and has a service user that may read all there is. */
export const withReplica = {
  REPLICA: "memory",
  REPLICA_POLL_INTERVAL_MS: "100",
  // Longer than any test lets pass between two looks.
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
  const replicaWorld = toReplicaEnv(env);
  await waitForReplica(replicaWorld, { state: "following" });
  return replicaWorld;
}

/** The same world, with a subgraph that follows it. */
export function toReplicaEnv(env: TestEnv): ReplicaEnv {
  const searches = (): number => env.emulator.calls.filter(({ path }) => routes.events.test(path)).length;
  return {
    ...env,
    get emulator() {
      return env.emulator;
    },
    async catchUp() {
      const before = searches();
      // One may be under way, the next has begun after now, and has ended when there is another.
      await env.clock.until(() => searches() >= before + 3);
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

/** Lets time pass until `/readyz` says this of the replica. */
export async function waitForReplica(
  env: ReplicaEnv,
  is: Partial<z.infer<typeof ready>["replica"]>,
): Promise<void> {
  await env.clock.until(async () => {
    const replica = await env.replica();
    return Object.entries(is).every(([name, value]) => replica[name] === value);
  });
}

/** Lets time pass until the log has a line with these words. */
export async function waitForLog({ clock, log }: ReplicaEnv, words: string): Promise<string> {
  const line = (): string | undefined => log.find((text) => text.includes(words));
  await clock.until(() => line() !== undefined);
  return line() ?? "";
}
