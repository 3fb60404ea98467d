import { expect } from "vitest";
import type { ReplicaStore, ReplicaWriter } from "../../../src/replica/store/store.js";
import { eventually } from "../../support/eventually.js";

/** Leads until it is told to stop, and tells of each turn. */
export function startLeading(store: ReplicaStore): {
  readonly turns: readonly { readonly writer: ReplicaWriter; readonly signal: AbortSignal }[];
  readonly stop: () => Promise<void>;
} {
  const stopping = new AbortController();
  const turns: { writer: ReplicaWriter; signal: AbortSignal }[] = [];
  const leading = store.runAsLeader(async (writer, signal) => {
    turns.push({ writer, signal });
    await new Promise((resolve) => {
      signal.addEventListener("abort", resolve);
    });
  }, stopping.signal);
  return {
    turns,
    stop: () => {
      stopping.abort();
      return leading;
    },
  };
}

/** Waits for its turn. */
export async function turnOf(
  store: ReplicaStore,
  leader: ReturnType<typeof startLeading>,
): Promise<ReplicaWriter> {
  await expect.poll(() => store.isLeading && leader.turns.length, eventually).toBeGreaterThan(0);
  const last = leader.turns.at(-1);
  if (last === undefined) throw new Error("It has had no turn.");
  return last.writer;
}
