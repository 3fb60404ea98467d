import { expect } from "vitest";
import { waitForAbort } from "../../../src/lib/wait-for-abort.js";
import type { ReplicaStore, ReplicaWriter } from "../../../src/replica/store/store.js";
import { longTimeout } from "../../support/test-clock.js";

/** Runs the store as leader until `stop`. `terms`: the periods in which it was the leader. */
export function startLeader(store: ReplicaStore): {
  readonly terms: readonly { readonly writer: ReplicaWriter; readonly signal: AbortSignal }[];
  readonly stop: () => Promise<void>;
} {
  const stopping = new AbortController();
  const terms: { writer: ReplicaWriter; signal: AbortSignal }[] = [];
  const finished = store.runAsLeader(async (writer, signal) => {
    terms.push({ writer, signal });
    await waitForAbort(signal);
  }, stopping.signal);
  return {
    terms,
    stop: () => {
      stopping.abort();
      return finished;
    },
  };
}

/** Waits until the store is the leader, and returns its writer. */
export async function waitForLeadership(
  store: ReplicaStore,
  leader: ReturnType<typeof startLeader>,
): Promise<ReplicaWriter> {
  await expect.poll(() => store.isLeading && leader.terms.length, longTimeout).toBeGreaterThan(0);
  const last = leader.terms.at(-1);
  if (last === undefined) throw new Error("The store has not been the leader.");
  return last.writer;
}
