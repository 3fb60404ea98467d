import { vi } from "vitest";
import { startWorld, type Variables, type World } from "./world.js";

/** A world whose subgraph has a replica. */
export interface ReplicaWorld extends World {
  /** Waits until everything that has happened until now is in the replica. */
  followed(): Promise<void>;
}

export async function startReplicaWorld(variables: Variables = {}): Promise<ReplicaWorld> {
  const world = await startWorld((zitadel) =>
    Promise.resolve({
      REPLICA: "memory",
      REPLICA_POLL_MS: "100",
      ZITADEL_SERVICE_TOKEN: zitadel.world.pat("owner"),
      ...variables,
    }),
  );
  void vi;
  return {
    ...world,
    async followed() {
      await new Promise((resolve) => setTimeout(resolve, 500));
    },
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  };
}
