import type { MetadataEntry } from "../../metadata/entry.js";
import { parseMicros } from "../../changes/timestamp.js";
import { createRecord } from "./apply-changes.js";
import type { UserRecord } from "./user-record.js";

/**
 * Creates a record from the entries that ZITADEL lists. `sequence` and `date` belong to the newest change
 * known before the list was read. The record ignores changes up to this sequence. Later changes still apply,
 * even if the list already contains them.
 */
export function recordFromList(
  entries: readonly MetadataEntry[],
  { organization, sequence, date }: Pick<UserRecord, "organization" | "sequence" | "date">,
): UserRecord {
  const record = createRecord(organization);
  record.sequence = sequence;
  record.date = date;
  if (sequence > 0) record.tombstone = { sequence, date };
  for (const { key, bytes, createdAt, updatedAt } of entries) {
    const [created, updated] = [parseDate(createdAt), parseDate(updatedAt)];
    const dates = created === updated ? [updated] : [created, updated];
    const sets = dates.map((setAt) => ({ sequence, date: setAt }));
    record.keys.set(key, { sets, bytes, tombstone: undefined });
  }
  return record;
}

function parseDate(text: string | null): number {
  const micros = text === null ? undefined : parseMicros(text);
  if (micros === undefined) throw new TypeError("entry from a ZITADEL list without a valid date");
  return micros;
}
