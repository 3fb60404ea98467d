import { z } from "zod";
import { routes, type CallKind } from "./call-kinds.js";
import { startWorld, type Variables, type World } from "./test-env.js";
import type { TestZitadel } from "../../packages/zitadel-emulator/test/zitadel/test-zitadel.js";

/** A world whose subgraph has a replica. It looks and tries again only while a test lets time pass. */
export interface ReplicaWorld extends World {
  /** Waits until everything that has happened until now, and can be seen, is in the replica. */
  followed(): Promise<void>;
  /** What `/readyz` says of the replica. */
  replica(): Promise<z.infer<typeof ready>["replica"]>;
  /** The calls that requests make: the replica's own are not among them. */
  takeRequestsCalls(): Partial<Record<CallKind, number>>;
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

export async function startReplicaWorld(
  variables: Variables | ((zitadel: TestZitadel) => Promise<Variables>) = {},
): Promise<ReplicaWorld> {
  const world = await startWorld(async (zitadel) => ({
    ...withReplica,
    ZITADEL_SERVICE_USER_TOKEN: zitadel.directory.personalAccessToken("owner"),
    ...(typeof variables === "function" ? await variables(zitadel) : variables),
  }));
  const replicaWorld = followedBy(world);
  await untilReplica(replicaWorld, { state: "following" });
  return replicaWorld;
}

/** The same world, with a subgraph that follows it. */
export function followedBy(world: World): ReplicaWorld {
  const searches = (): number => world.emulator.calls.filter(({ path }) => routes.events.test(path)).length;
  return {
    ...world,
    get emulator() {
      return world.emulator;
    },
    async followed() {
      const before = searches();
      // One may be under way, the next has begun after now, and has ended when there is another.
      await world.clock.until(() => searches() >= before + 3);
    },
    async replica() {
      const response = await fetch(new URL("/readyz", world.url));
      return ready.parse(await response.json()).replica;
    },
    takeRequestsCalls() {
      const calls = world.takeCalls();
      delete calls.events;
      return calls;
    },
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  };
}

/** Lets time pass until `/readyz` says this of the replica. */
export async function untilReplica(
  world: ReplicaWorld,
  is: Partial<z.infer<typeof ready>["replica"]>,
): Promise<void> {
  await world.clock.until(async () => {
    const replica = await world.replica();
    return Object.entries(is).every(([name, value]) => replica[name] === value);
  });
}

/** Lets time pass until the log has a line with these words. */
export async function logged({ clock, log }: ReplicaWorld, words: string): Promise<string> {
  const line = (): string | undefined => log.find((text) => text.includes(words));
  await clock.until(() => line() !== undefined);
  return line() ?? "";
}
