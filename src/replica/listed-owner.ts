import type { MetadataEntry } from "../metadata/entry.js";
import { microsOf } from "../metadata/micros.js";
import { createRecord } from "./fold-changes.js";
import type { OwnerRecord } from "./owner-record.js";

/**
 * An owner as ZITADEL lists them, at a moment when the changes up to this sequence had been heard of: those change nothing any more, and later
 * ones do, although some of them may be in the list already.
 */
export function recordOfList(
  entries: readonly MetadataEntry[],
  { organisation, sequence, date }: Pick<OwnerRecord, "organisation" | "sequence" | "date">,
): OwnerRecord {
  const record = createRecord(organisation);
  record.sequence = sequence;
  record.date = date;
  if (sequence > 0) record.removal = { sequence, date };
  for (const { key, bytes, createdAt, updatedAt } of entries) {
    const [created, updated] = [dated(createdAt), dated(updatedAt)];
    const sets = created === updated ? [updated] : [created, updated];
    record.keys.set(key, { sets: sets.map((at) => ({ sequence, date: at })), bytes, removal: undefined });
  }
  return record;
}

function dated(text: string | null): number {
  const micros = text === null ? undefined : microsOf(text);
  if (micros === undefined) throw new TypeError("ZITADEL's lists have the dates of all entries");
  return micros;
}
