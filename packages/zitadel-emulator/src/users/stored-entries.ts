import type { StoredValue } from "../instance/instance.js";

export type Entry = [key: string, stored: StoredValue];

/** The approximate size of the gRPC message: keys and values only. */
export function estimateBytes(rows: readonly Entry[]): number {
  return rows.reduce((sum, [key, { value }]) => sum + key.length + value.length, 0);
}

/** Base64, the protobuf JSON format of bytes. */
export function encodeValue(value: Uint8Array): string {
  return Buffer.from(value).toString("base64");
}
