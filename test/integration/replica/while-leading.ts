import type { ReplicaStore, ReplicaWriter } from "../../../src/replica/store/store.js";

/** Has the store lead until this is done, once. */
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
  if (outcome === undefined) throw new Error("It was never its turn.");
  return outcome();
}
