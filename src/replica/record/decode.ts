import type { MetadataEntry } from "../../metadata/entry.js";
import { formatMicros } from "../../changes/timestamp.js";
import type { KeyRecord, UserRecord, KeySet } from "./user-record.js";
import { hasSetCount, hasTombstone, formatVersion } from "./encode.js";

const minVersionBytes = 9;

/** The stored bytes are not a record: another program or another release has written to the store. */
export class InvalidRecord extends Error {
  override readonly name = "InvalidRecord";
}

/** Decodes the output of `encodeRecord`. Throws InvalidRecord. */
export function decodeRecord(encoded: Buffer): UserRecord {
  const reader = openRecord(encoded);
  const organization = reader.text();
  const { sequence, date } = reader.version();
  const tombstone = reader.byte() === hasTombstone ? reader.version() : undefined;
  const keys = new Map<string, KeyRecord>();
  for (let left = reader.count(); left > 0; left--) {
    const key = reader.text();
    const flags = reader.byte();
    const keyTombstone = (flags & hasTombstone) === 0 ? undefined : reader.version();
    const sets =
      (flags & hasSetCount) === 0
        ? [reader.version()]
        : Array.from({ length: reader.countOf(minVersionBytes) }, () => reader.version());
    keys.set(key, { sets, bytes: reader.bytes(), tombstone: keyTombstone });
  }
  return { organization, sequence, date, tombstone, keys };
}

export function decodeOrganization(encoded: Buffer): string {
  return openRecord(encoded).text();
}

/** Date of the record's newest change, in microseconds since 1970. */
export function latestChangeDate(encoded: Buffer): number {
  const reader = openRecord(encoded);
  reader.bytes();
  return reader.version().date;
}

/**
 * Decodes the entries, ordered by key. The values share memory with the record, which must not be modified.
 * Dates are optional since formatting them takes as long as the rest.
 */
export function decodeEntries(encoded: Buffer, userId: string, withDates: boolean): MetadataEntry[] {
  const reader = openRecord(encoded);
  reader.bytes();
  reader.skipVersion();
  if (reader.byte() === hasTombstone) reader.skipVersion();
  const entries: MetadataEntry[] = [];
  const format = withDates ? createDateFormatter() : undefined;
  for (let left = reader.count(); left > 0; left--) {
    const key = reader.text();
    const flags = reader.byte();
    if ((flags & hasTombstone) !== 0) reader.skipVersion();
    const sets = (flags & hasSetCount) === 0 ? 1 : reader.count();
    const [created, updated] = reader.firstAndLastDate(sets);
    const bytes = reader.bytes();
    if (sets === 0) continue;
    const createdAt = format?.(created) ?? null;
    const updatedAt = format?.(updated) ?? null;
    entries.push({ userId, key, bytes, createdAt, updatedAt });
  }
  return entries;
}

/** Reuses the last result: keys that were set in one call have the same date. */
function createDateFormatter(): (date: number) => string {
  let lastDate = Number.NaN;
  let text = "";
  return (date) => {
    if (date !== lastDate) {
      lastDate = date;
      text = formatMicros(date);
    }
    return text;
  };
}

function openRecord(encoded: Buffer): Reader {
  const reader = new Reader(encoded);
  if (reader.byte() !== formatVersion)
    throw new InvalidRecord("replica record with an unknown format version");
  return reader;
}

class Reader {
  readonly #encoded: Buffer;
  #offset = 0;

  constructor(encoded: Buffer) {
    this.#encoded = encoded;
  }

  byte(): number {
    const byte = this.#encoded[this.#offset++];
    if (byte === undefined) throw new InvalidRecord("truncated replica record");
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

  /** Reads the number of items that follow. Throws if the record is too short for them. */
  countOf(minItemBytes: number): number {
    const count = this.count();
    if (count * minItemBytes > this.#encoded.length) throw new InvalidRecord("truncated replica record");
    return count;
  }

  version(): KeySet {
    return { sequence: this.count(), date: this.#date() };
  }

  skipVersion(): void {
    this.count();
    this.#offset += 8;
  }

  /** Reads this many versions, and returns the dates of the first and the last; zeros without versions. */
  firstAndLastDate(versions: number): readonly [number, number] {
    let [first, last] = [0, 0];
    for (let n = 0; n < versions; n++) {
      this.count();
      last = this.#date();
      if (n === 0) first = last;
    }
    return [first, last];
  }

  text(): string {
    return this.#slice((from, to) => this.#encoded.toString("utf8", from, to));
  }

  bytes(): Buffer {
    return this.#slice((from, to) => this.#encoded.subarray(from, to));
  }

  #slice<T>(read: (from: number, to: number) => T): T {
    const length = this.count();
    const from = this.#offset;
    this.#offset += length;
    if (this.#offset > this.#encoded.length) throw new InvalidRecord("truncated replica record");
    return read(from, this.#offset);
  }

  #date(): number {
    if (this.#offset + 8 > this.#encoded.length) throw new InvalidRecord("truncated replica record");
    const date = this.#encoded.readDoubleLE(this.#offset);
    this.#offset += 8;
    return date;
  }
}
