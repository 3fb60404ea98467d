import { Buffer } from "node:buffer";
import { parseExactJson, stringifyExactJson } from "../../lib/exact-json.js";
import { jsonOfBytes } from "../entry.js";
import { isDeeperThan, isNestedDeeperThan, maxJsonDepth } from "../json.js";

type JsonObject = Readonly<Record<string, unknown>>;

/** The merged value, or why it could not be merged. `unchanged`: the patch has no effect. */
export type Merged = { readonly bytes: Buffer } | "unchanged" | "notAnObject" | "notStorable";

/**
 * Applies a JSON Merge Patch (RFC 7396) to the JSON object of an entry; undefined counts as `{}`. Numbers of
 * the entry keep all their digits.
 */
export function mergePatch(current: Buffer | undefined, patch: JsonObject): Merged {
  if (isNestedDeeperThan(maxJsonDepth, patch) || !isExact(patch)) return "notStorable";
  const text = current?.toString("utf8") ?? "{}";
  const target = current === undefined ? {} : parseObject(current);
  if (target === undefined) return "notAnObject";
  const before = stringifyExactJson(target);
  const after = stringifyExactJson(applyPatch(target, patch));
  if (after === before) return "unchanged";
  if (isDeeperThan(maxJsonDepth, after)) return "notStorable";
  return after === text ? "unchanged" : { bytes: Buffer.from(after, "utf8") };
}

/** Returns undefined for anything but an object in I-JSON without conflicting duplicate names. */
function parseObject(bytes: Buffer): JsonObject | undefined {
  if (!isObject(jsonOfBytes(bytes))) return undefined;
  const value = parseExactJson(bytes.toString("utf8"));
  return isObject(value) ? value : undefined;
}

function applyPatch(target: unknown, patch: JsonObject): JsonObject {
  const merged = new Map(isObject(target) ? Object.entries(target) : []);
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) merged.delete(name);
    else merged.set(name, isObject(value) ? applyPatch(merged.get(name), value) : value);
  }
  // A name such as `__proto__` becomes an ordinary property.
  return Object.fromEntries(merged);
}

/** Arrays and exact numbers are values, not objects. */
export function isObject(value: unknown): value is JsonObject {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

/**
 * Whether the patch can be stored exactly as the client sent it. JSON parsers round integers beyond ±2^53: the
 * client sent another number. UTF-8 has no unpaired surrogates.
 */
function isExact(value: unknown): boolean {
  if (typeof value === "string") return value.isWellFormed();
  if (typeof value === "number") return Number.isFinite(value) && Math.abs(value) <= Number.MAX_SAFE_INTEGER;
  if (typeof value !== "object" || value === null) return true;
  return Object.entries(value).every(([name, item]) => name.isWellFormed() && isExact(item));
}
