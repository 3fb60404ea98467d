import type { ReplicaStore } from "../store/store.js";

/** Goes through all owners, some at each time, and then from the beginning. */
export interface RoundRobin {
  next(): Promise<readonly string[]>;
}

/** Of each batch that the store gives, some: a round takes as many times as there are batches, and finds others the next time. */
export function createWalk(store: Pick<ReplicaStore, "userIds">, some: number): RoundRobin {
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
        ...value.slice(first, first + some),
        ...value.slice(0, Math.max(0, first + some - value.length)),
      ];
    },
  };
}
