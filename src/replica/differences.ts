import type { MetadataEntry } from "../metadata/entry.js";
import type { ReplicaDifference } from "./replica-watch.js";

/** How an owner in the replica differs from ZITADEL's list, entry by entry: how many there are of each kind. */
export type Differences = ReadonlyMap<ReplicaDifference, number>;

export function differencesOf(
  replica: readonly MetadataEntry[],
  listed: readonly MetadataEntry[],
): Differences {
  const found = new Map<ReplicaDifference, number>();
  const note = (kind: ReplicaDifference): void => {
    found.set(kind, (found.get(kind) ?? 0) + 1);
  };
  const rest = new Map(replica.map((entry) => [entry.key, entry]));
  for (const entry of listed) {
    const known = rest.get(entry.key);
    rest.delete(entry.key);
    if (known === undefined) note("missing");
    else if (!known.bytes.equals(entry.bytes)) note("value");
    else if (known.createdAt !== entry.createdAt || known.updatedAt !== entry.updatedAt) note("date");
  }
  for (let n = 0; n < rest.size; n++) note("surplus");
  return found;
}
