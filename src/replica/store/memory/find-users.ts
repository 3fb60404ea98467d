import type { Cancellation } from "../../../lib/cancellation.js";
import type { Buffer } from "node:buffer";
import { setImmediate } from "node:timers/promises";
import { chunk } from "../../../lib/chunk.js";
import { Failure } from "../../../lib/failure.js";
import type { EntryMatch } from "../../../metadata/source.js";
import { decodeEntries } from "../../record/decode.js";
import type { RecordArena } from "./record-arena.js";
import type { ValueIndex } from "./value-index.js";

/** Users in the first batch: about a page. */
const firstBatchSize = 128;
/** Each batch takes one pass over all matches of a condition, so batches double until this size. */
const maxBatchSize = 16_384;
/** Users that one turn of the event loop handles. Decoding their records takes 1.5 ms if each has ten entries. */
const usersPerTurn = 1024;

/**
 * The ids, in order and in batches, of the users whose records meet all conditions. The event loop serves requests
 * meanwhile, and records may change. A search may find nothing for long, so it checks the signal itself.
 */
export async function* findUsers(
  records: RecordArena,
  index: ValueIndex,
  matches: readonly EntryMatch[],
  after: string,
  signal: Cancellation,
): AsyncGenerator<readonly string[]> {
  const conditions = matches.map(({ key, values }) => ({
    key,
    values: values && new Set(values.map(toText)),
  }));
  let last = after;
  for (let size = firstBatchSize; ; size = Math.min(2 * size, maxBatchSize)) {
    // Counting hashes the values of the condition, of which there may be many.
    const counted = matches.map((match) => ({ match, count: index.count(match) }));
    const [smallest] = counted.toSorted((a, b) => a.count - b.count);
    if (smallest === undefined) return;
    const ids = await smallestIds(records, index, smallest.match, last, size, signal);
    for (const part of chunk(ids, usersPerTurn)) {
      const matching = part.filter((id) => {
        const record = records.get(id);
        return record !== undefined && meetsAll(record, conditions);
      });
      if (matching.length > 0) yield matching;
      await nextTurn(signal);
    }
    const end = ids.at(-1);
    if (end === undefined || ids.length < size) return;
    last = end;
  }
}

/** The first ids after this one, in order. */
async function smallestIds(
  { users }: RecordArena,
  index: ValueIndex,
  match: EntryMatch,
  after: string,
  size: number,
  signal: Cancellation,
): Promise<readonly string[]> {
  let smallest: readonly string[] = [];
  let added: string[] = [];
  const add = (user: number): void => {
    const id = users.idOf(user);
    const largest = smallest.length === size ? smallest.at(-1) : undefined;
    if (id !== undefined && id > after && (largest === undefined || id < largest)) added.push(id);
  };
  const merge = (): void => {
    smallest = mergeSorted(smallest, added.sort(), size);
    added = [];
  };
  // An iteration over an index that changes may leave out the users whose entries change.
  const changed = new Set<number>();
  const unwatch = index.watch((user) => changed.add(user));
  try {
    let handled = 0;
    for (const user of index.find(match)) {
      add(user);
      if (++handled % usersPerTurn > 0) continue;
      if (added.length >= usersPerTurn) merge();
      await nextTurn(signal);
    }
  } finally {
    unwatch();
  }
  for (const user of changed) add(user);
  merge();
  return smallest;
}

async function nextTurn(signal: Cancellation): Promise<void> {
  await setImmediate();
  if (!signal.aborted) return;
  const message = "The request ended before the search did (deadline, disconnect or shutdown).";
  throw new Failure("UPSTREAM_TIMEOUT", message);
}

/** The first `size` different texts of two sorted lists, in order. */
function mergeSorted(a: readonly string[], b: readonly string[], size: number): readonly string[] {
  if (b.length === 0) return a;
  const merged: string[] = [];
  for (let i = 0, j = 0; merged.length < size && (i < a.length || j < b.length); ) {
    const [x, y] = [a[i], b[j]];
    const next = y === undefined || (x !== undefined && x < y) ? x : y;
    if (x === next) i++;
    else j++;
    if (next !== undefined && next !== merged.at(-1)) merged.push(next);
  }
  return merged;
}

interface Condition {
  readonly key: string;
  /** The values by `toText`. */
  readonly values: ReadonlySet<string> | undefined;
}

function meetsAll(record: Buffer, conditions: readonly Condition[]): boolean {
  const entries = decodeEntries(record, "", false);
  return conditions.every(({ key, values }) => {
    const entry = entries.find((candidate) => candidate.key === key);
    return entry !== undefined && (values === undefined || values.has(toText(entry.bytes)));
  });
}

/** A text that is the same only for the same bytes. */
function toText(bytes: Buffer): string {
  return bytes.toString("latin1");
}
