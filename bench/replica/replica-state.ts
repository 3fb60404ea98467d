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

const longestMs = 10 * 60_000;

/** Waits until what `/readyz` says of a server's replica is so. */
export async function untilReplica(
  { url }: { readonly url: string },
  isSo: (state: ReplicaState) => boolean,
): Promise<void> {
  const until = performance.now() + longestMs;
  for (;;) {
    const response = await fetch(new URL("/readyz", url));
    const { replica } = ready.parse(await response.json());
    if (isSo(replica)) return;
    if (performance.now() > until) throw new Error(`the replica does not get there: ${replica.state}`);
    await setTimeout(50);
  }
}

export function untilFollowing(server: { readonly url: string }): Promise<void> {
  return untilReplica(server, ({ state }) => state === "following");
}
