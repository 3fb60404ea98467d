import type { MetadataEntry } from "../../metadata/entry.js";
import type { MismatchKind } from "../observer.js";

/** An entry that differs between the replica and ZITADEL's list. */
export interface Difference {
  readonly key: string;
  readonly kind: MismatchKind;
}

/** Compares a user's entries in the replica with ZITADEL's list. */
export function diffEntries(
  replica: readonly MetadataEntry[],
  listed: readonly MetadataEntry[],
): readonly Difference[] {
  const differences: Difference[] = [];
  const remaining = new Map(replica.map((entry) => [entry.key, entry]));
  for (const entry of listed) {
    const { key } = entry;
    const replicated = remaining.get(key);
    remaining.delete(key);
    if (replicated === undefined) differences.push({ key, kind: "missing" });
    else if (!replicated.bytes.equals(entry.bytes)) differences.push({ key, kind: "value" });
    else if (replicated.createdAt !== entry.createdAt || replicated.updatedAt !== entry.updatedAt) {
      differences.push({ key, kind: "timestamp" });
    }
  }
  for (const key of remaining.keys()) differences.push({ key, kind: "extra" });
  return differences;
}

export function countByKind(differences: readonly Difference[]): ReadonlyMap<MismatchKind, number> {
  const counts = new Map<MismatchKind, number>();
  for (const { kind } of differences) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return counts;
}
