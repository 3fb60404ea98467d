import type { StoredValue } from "../instance/instance.js";

export type Entry = [key: string, stored: StoredValue];

/** Near enough: what is around keys and values does not count. */
export function estimateBytes(rows: readonly Entry[]): number {
  return rows.reduce((sum, [key, { value }]) => sum + key.length + value.length, 0);
}

/** As protobuf's JSON writes bytes. */
export function encodeValue(value: Uint8Array): string {
  return Buffer.from(value).toString("base64");
}
