import type { Cancellation } from "../../lib/cancellation.js";
import type { Buffer } from "node:buffer";
import type { RecentEntries } from "../../metadata/recent-entries.js";
import type { SearchCondition, UserSearch } from "../../metadata/source.js";
import { decodeOrganization } from "../record/decode.js";
import type { ReplicaStore } from "../store/store.js";

/**
 * The ids, in order and in batches, of the users that the index finds, and of those to which this process has
 * written since the replica received its last changes.
 */
export async function* findCandidates(
  store: Pick<ReplicaStore, "read"> & { readonly findUsers: NonNullable<ReplicaStore["findUsers"]> },
  recentEntries: RecentEntries,
  { conditions, after }: Pick<UserSearch, "conditions" | "after">,
  signal: Cancellation,
): AsyncGenerator<readonly string[]> {
  const toBatch = async (ids: readonly string[]): Promise<readonly string[]> => {
    const page = await store.read(ids);
    const isAllowed = (id: string, n: number): boolean =>
      conditions.every((condition) => searchesAmong(condition, id, page?.records[n]));
    return ids.filter(isAllowed);
  };
  const only = conditions.find(({ among }) => among?.organizationIds.length === 0)?.among?.userIds;
  if (only !== undefined) {
    yield await toBatch(only.filter((id) => id > after).toSorted());
    return;
  }
  const recent = new Set(conditions.flatMap((condition) => recentEntries.find(condition)));
  let added = [...recent].filter((id) => id > after).sort();
  for await (const ids of store.findUsers(conditions, after, signal)) {
    const last = ids.at(-1) ?? "";
    const batch = new Set([...ids, ...added.filter((id) => id < last)]);
    added = added.filter((id) => id > last);
    yield await toBatch([...batch].sort());
  }
  if (added.length > 0) yield await toBatch(added);
}

/** True for a user without a record, whose organization is unknown: the access rules are checked later. */
function searchesAmong({ among }: SearchCondition, id: string, record: Buffer | undefined): boolean {
  if (among === undefined || record === undefined || among.userIds.includes(id)) return true;
  return among.organizationIds.includes(decodeOrganization(record));
}
