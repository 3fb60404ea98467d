import { Buffer } from "node:buffer";
import { compareKeys } from "../../metadata/key.js";
import type { KeyRecord, UserRecord, Tombstone, KeySet } from "./user-record.js";

/**
 * Binary format of a record:
 *
 *     record         = format-version (1 byte) organization version flags [tombstone] number-of-keys key*
 *     key            = name flags [tombstone] [number-of-sets] set* bytes
 *     set, tombstone = version
 *     version        = sequence date
 *
 * Keys are ordered by name, as metadata entries are. Numbers are unsigned LEB128. Dates are little-endian
 * float64. Names and bytes are preceded by their length. Flags: 1 if a tombstone follows, 2 if the number of
 * sets follows (otherwise there is one set).
 */
export const formatVersion = 1;
export const hasTombstone = 1;
export const hasSetCount = 2;

export function encodeRecord({ organization, sequence, date, tombstone, keys }: UserRecord): Buffer {
  const sorted = [...keys].sort(([a], [b]) => compareKeys(a, b));
  const writer = new Writer(maxEncodedBytes(organization, sorted));
  writer.byte(formatVersion);
  writer.text(organization);
  writer.version({ sequence, date });
  writer.byte(tombstone === undefined ? 0 : hasTombstone);
  if (tombstone !== undefined) writer.version(tombstone);
  writer.count(sorted.length);
  for (const [key, state] of sorted) encodeKey(writer, key, state);
  return writer.encoded();
}

function encodeKey(writer: Writer, key: string, { sets, bytes, tombstone }: KeyRecord): void {
  writer.text(key);
  writer.byte((tombstone === undefined ? 0 : hasTombstone) | (sets.length === 1 ? 0 : hasSetCount));
  if (tombstone !== undefined) writer.version(tombstone);
  if (sets.length !== 1) writer.count(sets.length);
  for (const set of sets) writer.version(set);
  writer.bytes(bytes);
}

/** Upper bound: 8 bytes for each length or sequence, 3 bytes for each UTF-16 code unit of text. */
function maxEncodedBytes(organization: string, keys: readonly (readonly [string, KeyRecord])[]): number {
  const versionBytes = 16;
  return keys.reduce(
    (size, [key, { sets, bytes }]) =>
      size + 8 + 3 * key.length + 1 + versionBytes + 8 + sets.length * versionBytes + 8 + bytes.length,
    1 + 8 + 3 * organization.length + versionBytes + 1 + versionBytes + 8,
  );
}

class Writer {
  readonly #buffer: Buffer;
  #offset = 0;

  constructor(maxBytes: number) {
    this.#buffer = Buffer.allocUnsafe(maxBytes);
  }

  byte(value: number): void {
    this.#offset = this.#buffer.writeUInt8(value, this.#offset);
  }

  count(value: number): void {
    let rest = value;
    while (rest >= 0x80) {
      this.byte((rest % 0x80) | 0x80);
      rest = Math.floor(rest / 0x80);
    }
    this.byte(rest);
  }

  version({ sequence, date }: KeySet | Tombstone): void {
    this.count(sequence);
    this.#offset = this.#buffer.writeDoubleLE(date, this.#offset);
  }

  text(value: string): void {
    this.count(Buffer.byteLength(value));
    this.#offset += this.#buffer.write(value, this.#offset);
  }

  bytes(value: Buffer): void {
    this.count(value.length);
    this.#offset += value.copy(this.#buffer, this.#offset);
  }

  encoded(): Buffer {
    return this.#buffer.subarray(0, this.#offset);
  }
}
