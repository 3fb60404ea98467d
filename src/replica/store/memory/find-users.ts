import type { Buffer } from "node:buffer";
import { setImmediate } from "node:timers/promises";
import type { EntryMatch } from "../../../metadata/source.js";
import { decodeEntries } from "../../record/decode.js";
import type { RecordArena } from "./record-arena.js";
import type { ValueIndex } from "./value-index.js";

/** Users in the first batch: about a page. */
const firstBatchSize = 128;
/** Each batch takes one pass over all matches of a condition, so batches double until this size. */
const maxBatchSize = 16_384;

/**
 * The ids, in order and in batches, of the users whose records meet all conditions. Between batches the event loop
 * serves requests, and records may change.
 */
export async function* findUsers(
  records: RecordArena,
  index: ValueIndex,
  matches: readonly EntryMatch[],
  after: string,
): AsyncGenerator<readonly string[]> {
  let last = after;
  for (let size = firstBatchSize; ; size = Math.min(2 * size, maxBatchSize)) {
    const [smallest] = matches
      .map((match) => ({ match, found: index.find(match) }))
      .sort((a, b) => a.found.count - b.found.count);
    if (smallest === undefined) return;
    const ids = smallestIds(records, smallest.found.users(), last, size);
    const matching = ids.filter((id) => {
      const record = records.get(id);
      return record !== undefined && meetsAll(record, matches);
    });
    if (matching.length > 0) yield matching;
    const end = ids.at(-1);
    if (end === undefined || ids.length < size) return;
    last = end;
    await setImmediate();
  }
}

/** The first ids after this one, in order. */
function smallestIds(
  records: RecordArena,
  users: Iterable<number>,
  after: string,
  size: number,
): readonly string[] {
  let ids: string[] = [];
  let largest: string | undefined;
  const keepSmallest = (): void => {
    ids = [...new Set(ids)].sort().slice(0, size);
    if (ids.length === size) largest = ids.at(-1);
  };
  for (const user of users) {
    const id = records.users.idOf(user);
    if (id <= after || (largest !== undefined && id >= largest)) continue;
    ids.push(id);
    if (ids.length >= 2 * size) keepSmallest();
  }
  keepSmallest();
  return ids;
}

function meetsAll(record: Buffer, matches: readonly EntryMatch[]): boolean {
  const entries = decodeEntries(record, "", false);
  return matches.every(({ key, values }) => {
    const entry = entries.find((candidate) => candidate.key === key);
    return entry !== undefined && (values === undefined || values.some((value) => value.equals(entry.bytes)));
  });
}
