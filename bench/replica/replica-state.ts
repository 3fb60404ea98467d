import { setTimeout } from "node:timers/promises";
import { z } from "zod";

const ready = z.object({
  replica: z.object({
    state: z.string(),
    changes: z.number(),
    position: z.string().optional(),
  }),
});

export type ReplicaState = z.infer<typeof ready>["replica"];

const timeoutMs = 10 * 60_000;

/** Polls `/readyz` until the state of the replica meets a condition. */
export async function waitForReplica(
  { url }: { readonly url: string },
  condition: (state: ReplicaState) => boolean,
): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const response = await fetch(new URL("/readyz", url));
    const { replica } = ready.parse(await response.json());
    if (condition(replica)) return;
    if (performance.now() > deadline)
      throw new Error(`timed out waiting for the replica; its state is "${replica.state}"`);
    await setTimeout(50);
  }
}

export function waitUntilFollowing(server: { readonly url: string }): Promise<void> {
  return waitForReplica(server, ({ state }) => state === "following");
}
