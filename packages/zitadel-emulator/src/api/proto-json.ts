import { readObject } from "../read-object.js";
import { readBytes } from "./read-bytes.js";
import { readDuration, readTimestamp } from "./read-time.js";

/** The request body is invalid. ZITADEL reports this before it authenticates the caller. */
export class DecodeError extends Error {}

/** A message in protobuf JSON. Absent fields have their zero value; unknown fields are ignored. */
export interface Message {
  /** Whether the field is present, even if it has its zero value. */
  has(name: string): boolean;
  text(name: string): string;
  strings(name: string): string[];
  bytes(name: string): Uint8Array;
  count(name: string): number;
  bool(name: string): boolean;
  /** Microseconds since 1970. */
  timestamp(name: string): number | undefined;
  milliseconds(name: string): number;
  /** The number of an enum value. Unknown names are 0. */
  enumValue(name: string, names: readonly string[]): number;
  message(name: string): Message | undefined;
  messages(name: string): Message[];
  isEmpty(): boolean;
}

/** `raw` is the text that the fields were parsed from; errors contain the position in it. */
export function createMessage(fields: Record<string, unknown>, raw: string): Message {
  const valueOf = (name: string): unknown => fields[name] ?? fields[snakeCase(name)] ?? undefined;
  const decodeError = (value: unknown, reason: (json: string) => string): DecodeError => {
    const json = JSON.stringify(value);
    const before = raw.slice(0, Math.max(raw.indexOf(json), 0)).split("\n");
    const place = `line ${before.length}:${(before.at(-1) ?? "").length + 1}`;
    return new DecodeError(`proto: (${place}): ${reason(json)}`);
  };
  const invalidValue = (kind: string, name: string, value: unknown): DecodeError =>
    decodeError(value, (json) => `invalid value for ${kind} field ${name}: ${json}`);
  const parseTime = (kind: string, text: string, read: (text: string) => number | undefined): number => {
    const time = read(text);
    if (time !== undefined) return time;
    throw decodeError(text, (json) => `invalid google.protobuf.${kind} value ${json}`);
  };
  const listOf = (name: string): unknown[] => {
    const value = valueOf(name) ?? [];
    if (!Array.isArray(value)) throw invalidValue("repeated", name, value);
    return value;
  };
  const textOf = (name: string, value: unknown): string => {
    if (typeof value !== "string") throw invalidValue("string", name, value);
    return value;
  };
  const messageOf = (name: string, value: unknown): Message => {
    const inner = typeof value === "object" ? readObject(value) : undefined;
    if (inner === undefined) throw invalidValue("message", name, value);
    return createMessage(inner, raw);
  };
  return {
    has: (name) => valueOf(name) !== undefined,
    text: (name) => textOf(name, valueOf(name) ?? ""),
    strings: (name) => listOf(name).map((it) => textOf(name, it)),
    bytes: (name) => {
      const value = valueOf(name) ?? "";
      const bytes = typeof value === "string" ? readBytes(value) : undefined;
      if (bytes === undefined) throw invalidValue("bytes", name, value);
      return bytes;
    },
    count: (name) => {
      const value = valueOf(name) ?? 0;
      const isNumeric = typeof value === "number" || typeof value === "string";
      if (!isNumeric || !/^\d+$/.test(String(value))) throw invalidValue("uint32", name, value);
      return Number(value);
    },
    bool: (name) => {
      const value = valueOf(name) ?? false;
      if (typeof value !== "boolean") throw invalidValue("bool", name, value);
      return value;
    },
    timestamp: (name) => {
      const value = valueOf(name);
      return value === undefined ? undefined : parseTime("Timestamp", textOf(name, value), readTimestamp);
    },
    milliseconds: (name) => parseTime("Duration", textOf(name, valueOf(name) ?? "0s"), readDuration),
    enumValue: (name, names) => {
      const value = valueOf(name) ?? 0;
      return typeof value === "number" ? value : Math.max(names.indexOf(textOf(name, value)), 0);
    },
    message: (name) => (valueOf(name) === undefined ? undefined : messageOf(name, valueOf(name))),
    messages: (name) => listOf(name).map((it) => messageOf(name, it)),
    isEmpty: () => Object.keys(fields).length === 0,
  };
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
