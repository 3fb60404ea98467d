import type { MetadataEntry } from "../../metadata/entry.js";
import { formatMicros } from "../../changes/timestamp.js";
import type { KeyRecord, UserRecord, KeySet } from "./user-record.js";
import { hasSetCount, hasTombstone, formatVersion } from "./encode.js";

const leastStampBytes = 9;

/** What stands where a record should is none: somebody else writes to the store, or another release of this. */
export class InvalidRecord extends Error {
  override readonly name = "NoRecord";
}

/** What pack-record has packed. Throws NoRecord. */
export function decodeRecord(packed: Buffer): UserRecord {
  const reader = openRecord(packed);
  const organisation = reader.text();
  const { sequence, date } = reader.version();
  const removal = reader.byte() === hasTombstone ? reader.version() : undefined;
  const keys = new Map<string, KeyRecord>();
  for (let left = reader.count(); left > 0; left--) {
    const key = reader.text();
    const marks = reader.byte();
    const removed = (marks & hasTombstone) === 0 ? undefined : reader.version();
    const sets =
      (marks & hasSetCount) === 0
        ? [reader.version()]
        : Array.from({ length: reader.countOf(leastStampBytes) }, () => reader.version());
    keys.set(key, { sets, bytes: reader.bytes(), tombstone: removed });
  }
  return { organization: organisation, sequence, date, tombstone: removal, keys };
}

export function decodeOrganization(packed: Buffer): string {
  return openRecord(packed).text();
}

/** The date of the newest change in it, in microseconds since 1970. */
export function latestChangeDate(packed: Buffer): number {
  const reader = openRecord(packed);
  reader.bytes();
  return reader.version().date;
}

/** The entries, ordered by key. Values are not copied: a record is never written to. Dates cost as much as all the rest. */
export function decodeEntries(packed: Buffer, ownerId: string, withDates: boolean): MetadataEntry[] {
  const reader = openRecord(packed);
  reader.bytes();
  reader.skipStamp();
  if (reader.byte() === hasTombstone) reader.skipStamp();
  const entries: MetadataEntry[] = [];
  const textOf = withDates ? createTextOf() : undefined;
  for (let left = reader.count(); left > 0; left--) {
    const key = reader.text();
    const marks = reader.byte();
    if ((marks & hasTombstone) !== 0) reader.skipStamp();
    const sets = (marks & hasSetCount) === 0 ? 1 : reader.count();
    const [created, updated] = reader.firstAndLastDate(sets);
    const bytes = reader.bytes();
    if (sets === 0) continue;
    const createdAt = textOf?.(created) ?? null;
    const updatedAt = textOf?.(updated) ?? null;
    entries.push({ userId: ownerId, key, bytes, createdAt, updatedAt });
  }
  return entries;
}

/** What was set together has one date. */
function createTextOf(): (date: number) => string {
  let known = Number.NaN;
  let text = "";
  return (date) => {
    if (date !== known) {
      known = date;
      text = formatMicros(date);
    }
    return text;
  };
}

function openRecord(packed: Buffer): Reader {
  const reader = new Reader(packed);
  if (reader.byte() !== formatVersion) throw new InvalidRecord("a record of the replica is of another form");
  return reader;
}

class Reader {
  readonly #packed: Buffer;
  #at = 0;

  constructor(packed: Buffer) {
    this.#packed = packed;
  }

  byte(): number {
    const byte = this.#packed[this.#at++];
    if (byte === undefined) throw new InvalidRecord("a record of the replica is too short");
    return byte;
  }

  count(): number {
    let value = 0;
    let unit = 1;
    for (;;) {
      const byte = this.byte();
      if (byte < 0x80) return value + byte * unit;
      value += (byte - 0x80) * unit;
      unit *= 0x80;
    }
  }

  /** Of things of which each takes so many bytes at least. */
  countOf(leastBytes: number): number {
    const count = this.count();
    if (count * leastBytes > this.#packed.length)
      throw new InvalidRecord("a record of the replica is too short");
    return count;
  }

  version(): KeySet {
    return { sequence: this.count(), date: this.#date() };
  }

  skipStamp(): void {
    this.count();
    this.#at += 8;
  }

  /** Of so many stamps; zero where there is none. */
  firstAndLastDate(stamps: number): readonly [number, number] {
    let [first, last] = [0, 0];
    for (let n = 0; n < stamps; n++) {
      this.count();
      last = this.#date();
      if (n === 0) first = last;
    }
    return [first, last];
  }

  text(): string {
    return this.#slice((from, to) => this.#packed.toString("utf8", from, to));
  }

  bytes(): Buffer {
    return this.#slice((from, to) => this.#packed.subarray(from, to));
  }

  #slice<T>(read: (from: number, to: number) => T): T {
    const length = this.count();
    const from = this.#at;
    this.#at += length;
    if (this.#at > this.#packed.length) throw new InvalidRecord("a record of the replica is too short");
    return read(from, this.#at);
  }

  #date(): number {
    if (this.#at + 8 > this.#packed.length) throw new InvalidRecord("a record of the replica is too short");
    const date = this.#packed.readDoubleLE(this.#at);
    this.#at += 8;
    return date;
  }
}
