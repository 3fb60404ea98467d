import type { UserDirectory } from "../../changes/change-feed.js";
import type { ReplicaStore } from "../store/store.js";

/** All users of ZITADEL's, and whoever else is in the replica: each once, so many at a time. */
export async function* allUserIds(
  users: UserDirectory,
  store: Pick<ReplicaStore, "userIds">,
  atOnce: number,
  signal: AbortSignal,
): AsyncGenerator<readonly string[]> {
  const seen = new Set<string>();
  for await (const ids of bothOf(users, store, signal)) {
    const others = ids.filter((id) => !seen.has(id));
    for (const id of others) seen.add(id);
    for (let n = 0; n < others.length; n += atOnce) yield others.slice(n, n + atOnce);
  }
}

/** Some of them, anybody as likely as anybody else. */
export async function* sample(
  batches: AsyncIterable<readonly string[]>,
  size: number,
  atOnce: number,
): AsyncGenerator<readonly string[]> {
  const sample: string[] = [];
  let seen = 0;
  for await (const ids of batches) {
    for (const id of ids) {
      const place = seen < size ? seen : Math.floor(Math.random() * (seen + 1));
      if (place < size) sample[place] = id;
      seen++;
    }
  }
  for (let n = 0; n < sample.length; n += atOnce) yield sample.slice(n, n + atOnce);
}

async function* bothOf(
  users: UserDirectory,
  store: Pick<ReplicaStore, "userIds">,
  signal: AbortSignal,
): AsyncGenerator<readonly string[]> {
  yield* users.listIds(undefined, signal);
  yield* store.userIds();
}
