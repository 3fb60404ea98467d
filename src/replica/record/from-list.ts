import type { MetadataEntry } from "../../metadata/entry.js";
import { parseMicros } from "../../changes/timestamp.js";
import { createRecord } from "./apply-changes.js";
import type { UserRecord } from "./user-record.js";

/**
 * An owner as ZITADEL lists them, at a moment when the changes up to this sequence had been heard of: those change nothing any more, and later
 * ones do, although some of them may be in the list already.
 */
export function recordFromList(
  entries: readonly MetadataEntry[],
  { organization: organisation, sequence, date }: Pick<UserRecord, "organization" | "sequence" | "date">,
): UserRecord {
  const record = createRecord(organisation);
  record.sequence = sequence;
  record.date = date;
  if (sequence > 0) record.tombstone = { sequence, date };
  for (const { key, bytes, createdAt, updatedAt } of entries) {
    const [created, updated] = [parseDate(createdAt), parseDate(updatedAt)];
    const sets = created === updated ? [updated] : [created, updated];
    record.keys.set(key, { sets: sets.map((at) => ({ sequence, date: at })), bytes, tombstone: undefined });
  }
  return record;
}

function parseDate(text: string | null): number {
  const micros = text === null ? undefined : parseMicros(text);
  if (micros === undefined) throw new TypeError("ZITADEL's lists have the dates of all entries");
  return micros;
}
