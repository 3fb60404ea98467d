import type { ReplicaStore, ReplicaWriter } from "../../../src/replica/store/store.js";

/** Calls `act` once while the store is the leader. */
export async function whileLeading<T>(
  store: ReplicaStore,
  act: (writer: ReplicaWriter, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const done = new AbortController();
  let outcome: (() => T) | undefined;
  await store.runAsLeader(async (writer, signal) => {
    try {
      const result = await act(writer, signal);
      outcome = () => result;
    } catch (error) {
      outcome = () => {
        throw error;
      };
    }
    done.abort();
  }, done.signal);
  if (outcome === undefined) throw new Error("The store did not become the leader.");
  return outcome();
}
