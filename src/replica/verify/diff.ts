import type { MetadataEntry } from "../../metadata/entry.js";
import type { ReplicaDifference } from "../observer.js";

/** An entry of an owner that is not in the replica as it is in ZITADEL's list. */
export interface Difference {
  readonly key: string;
  readonly kind: ReplicaDifference;
}

/** How an owner in the replica differs from ZITADEL's list. */
export function differencesOf(
  replica: readonly MetadataEntry[],
  listed: readonly MetadataEntry[],
): readonly Difference[] {
  const found: Difference[] = [];
  const rest = new Map(replica.map((entry) => [entry.key, entry]));
  for (const entry of listed) {
    const { key } = entry;
    const known = rest.get(key);
    rest.delete(key);
    if (known === undefined) found.push({ key, kind: "missing" });
    else if (!known.bytes.equals(entry.bytes)) found.push({ key, kind: "value" });
    else if (known.createdAt !== entry.createdAt || known.updatedAt !== entry.updatedAt) {
      found.push({ key, kind: "timestamp" });
    }
  }
  for (const key of rest.keys()) found.push({ key, kind: "extra" });
  return found;
}

/** How many there are of each kind. */
export function countKinds(differences: readonly Difference[]): ReadonlyMap<ReplicaDifference, number> {
  const counts = new Map<ReplicaDifference, number>();
  for (const { kind } of differences) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return counts;
}
