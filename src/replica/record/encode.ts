import { Buffer } from "node:buffer";
import { compareKeys } from "../../metadata/key.js";
import type { KeyRecord, UserRecord, Tombstone, KeySet } from "./user-record.js";

/**
 * A record as bytes, and how they are read:
 *
 *     record = form (1 byte) organisation sequence date marks [removal] number-of-keys key*
 *     key    = name marks [removal] [number-of-sets] set* bytes          (ordered by name, as entries are)
 *     set, removal = sequence date
 *
 * Numbers are unsigned LEB128, dates are float64, names and bytes have their length before them. Marks: 1, there is a removal; 2, the number of sets is not one.
 */
export const formatVersion = 1;
export const hasTombstone = 1;
export const hasSetCount = 2;

export function encodeRecord({
  organization: organisation,
  sequence,
  date,
  tombstone: removal,
  keys,
}: UserRecord): Buffer {
  const sorted = [...keys].sort(([a], [b]) => compareKeys(a, b));
  const writer = new Writer(sizeOf(organisation, sorted));
  writer.byte(formatVersion);
  writer.text(organisation);
  writer.stamp({ sequence, date });
  writer.byte(removal === undefined ? 0 : hasTombstone);
  if (removal !== undefined) writer.stamp(removal);
  writer.count(sorted.length);
  for (const [key, state] of sorted) packKey(writer, key, state);
  return writer.packed();
}

function packKey(writer: Writer, key: string, { sets, bytes, tombstone: removal }: KeyRecord): void {
  writer.text(key);
  writer.byte((removal === undefined ? 0 : hasTombstone) | (sets.length === 1 ? 0 : hasSetCount));
  if (removal !== undefined) writer.stamp(removal);
  if (sets.length !== 1) writer.count(sets.length);
  for (const set of sets) writer.stamp(set);
  writer.bytes(bytes);
}

/** At most: a length or a sequence takes 8 bytes, text 3 for each unit. */
function sizeOf(organisation: string, keys: readonly (readonly [string, KeyRecord])[]): number {
  const stampBytes = 16;
  return keys.reduce(
    (size, [key, { sets, bytes }]) =>
      size + 8 + 3 * key.length + 1 + stampBytes + 8 + sets.length * stampBytes + 8 + bytes.length,
    1 + 8 + 3 * organisation.length + stampBytes + 1 + stampBytes + 8,
  );
}

class Writer {
  readonly #buffer: Buffer;
  #at = 0;

  constructor(bytes: number) {
    this.#buffer = Buffer.allocUnsafe(bytes);
  }

  byte(value: number): void {
    this.#at = this.#buffer.writeUInt8(value, this.#at);
  }

  count(value: number): void {
    let rest = value;
    while (rest >= 0x80) {
      this.byte((rest % 0x80) | 0x80);
      rest = Math.floor(rest / 0x80);
    }
    this.byte(rest);
  }

  stamp({ sequence, date }: KeySet | Tombstone): void {
    this.count(sequence);
    this.#at = this.#buffer.writeDoubleLE(date, this.#at);
  }

  text(value: string): void {
    this.count(Buffer.byteLength(value));
    this.#at += this.#buffer.write(value, this.#at);
  }

  bytes(value: Buffer): void {
    this.count(value.length);
    this.#at += value.copy(this.#buffer, this.#at);
  }

  packed(): Buffer {
    return this.#buffer.subarray(0, this.#at);
  }
}
