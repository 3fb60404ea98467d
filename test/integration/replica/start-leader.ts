import { expect } from "vitest";
import type { ReplicaStore, ReplicaWriter } from "../../../src/replica/store/store.js";
import { eventually } from "../../support/eventually.js";

/** Leads until it is told to stop, and tells of each turn. */
export function startLeader(store: ReplicaStore): {
  readonly terms: readonly { readonly writer: ReplicaWriter; readonly signal: AbortSignal }[];
  readonly stop: () => Promise<void>;
} {
  const stopping = new AbortController();
  const terms: { writer: ReplicaWriter; signal: AbortSignal }[] = [];
  const finished = store.runAsLeader(async (writer, signal) => {
    terms.push({ writer, signal });
    await new Promise((resolve) => {
      signal.addEventListener("abort", resolve);
    });
  }, stopping.signal);
  return {
    terms,
    stop: () => {
      stopping.abort();
      return finished;
    },
  };
}

/** Waits for its turn. */
export async function waitForLeadership(
  store: ReplicaStore,
  leader: ReturnType<typeof startLeader>,
): Promise<ReplicaWriter> {
  await expect.poll(() => store.isLeading && leader.terms.length, eventually).toBeGreaterThan(0);
  const last = leader.terms.at(-1);
  if (last === undefined) throw new Error("It has had no turn.");
  return last.writer;
}
