import type { UserDirectory } from "../../changes/change-feed.js";
import type { ReplicaStore } from "../store/store.js";

/** Ids of all users in ZITADEL or in the replica, each once, in batches. */
export async function* allUserIds(
  users: UserDirectory,
  store: Pick<ReplicaStore, "userIds">,
  batchSize: number,
  signal: AbortSignal,
): AsyncGenerator<readonly string[]> {
  const seen = new Set<string>();
  for await (const ids of allIds(users, store, signal)) {
    const unseen = ids.filter((id) => !seen.has(id));
    for (const id of unseen) seen.add(id);
    for (let n = 0; n < unseen.length; n += batchSize) yield unseen.slice(n, n + batchSize);
  }
}

/** A uniform random sample of the ids, in batches. */
export async function* sample(
  batches: AsyncIterable<readonly string[]>,
  size: number,
  batchSize: number,
): AsyncGenerator<readonly string[]> {
  const sampled: string[] = [];
  let count = 0;
  for await (const ids of batches) {
    for (const id of ids) {
      const index = count < size ? count : Math.floor(Math.random() * (count + 1));
      if (index < size) sampled[index] = id;
      count++;
    }
  }
  for (let n = 0; n < sampled.length; n += batchSize) yield sampled.slice(n, n + batchSize);
}

async function* allIds(
  users: UserDirectory,
  store: Pick<ReplicaStore, "userIds">,
  signal: AbortSignal,
): AsyncGenerator<readonly string[]> {
  yield* users.listIds(undefined, signal);
  yield* store.userIds();
}
