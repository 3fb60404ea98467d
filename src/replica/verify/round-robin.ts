import type { ReplicaStore } from "../store/store.js";

/** Iterates over the users in the store repeatedly. */
export interface RoundRobin {
  /** Some users of the next batch; empty after the last batch. */
  next(): Promise<readonly string[]>;
}

/**
 * Selects `usersPerBatch` users from each batch of the store, from a random start. A round has as many calls
 * as the store has batches, and the next round selects other users.
 */
export function createRoundRobin(store: Pick<ReplicaStore, "userIds">, usersPerBatch: number): RoundRobin {
  let batches: AsyncIterator<readonly string[]> | undefined;
  return {
    async next() {
      batches ??= store.userIds()[Symbol.asyncIterator]();
      const result = await batches.next();
      if (result.done === true) {
        batches = undefined;
        return [];
      }
      const { value } = result;
      const first = Math.floor(Math.random() * value.length);
      return [
        ...value.slice(first, first + usersPerBatch),
        ...value.slice(0, Math.max(0, first + usersPerBatch - value.length)),
      ];
    },
  };
}
