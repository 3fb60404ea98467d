import { setImmediate } from "node:timers/promises";
import { Failure } from "../../../src/lib/failure.js";
import { createAccess } from "../../../src/access/access.js";
import type { MetadataEntry } from "../../../src/metadata/entry.js";
import { createGuardedSource, type GuardedSource } from "../../../src/access/guarded-source.js";
import { noValueRules } from "../../../src/metadata/value-rules.js";
import { builtInPolicy } from "../../../src/access/policy.js";
import type { LoadResult, UpdateResult } from "../../../src/metadata/source.js";
import { evaluate } from "../../../src/metadata/update/evaluate.js";
import type { UpdateStep } from "../../../src/metadata/update/update.js";

const oddEntries: readonly (readonly [key: string, value: string | Buffer])[] = [
  ["", ""],
  ["__proto__", '{ "__proto__": { "a": [1e20, -0, 1.50] } }'],
  ["constructor", "null"],
  ["control", '\u0000\u0001\u001f"\\\u007f\u2028\u2029'],
  ["huge", "v".repeat(3000)],
  ["not json", "{ a: 1 }"],
  ["not text", Buffer.from([0xff, 0xfe, 0x00])],
  ["numbers", "[0.1, 1E3, 12345678901234567890, 5e-324]"],
  ["surrogates", '"\\ud800"'],
  ["ünïcödé 🎈", "héllo 🎉"],
];

/** Users with many, unusual, few or no entries, and users whose metadata cannot be read. */
export const userIds = ["caller", "odd", "empty", "many", "forbidden", "missing", "bug"] as const;

function entriesOf(userId: string): readonly (readonly [key: string, value: string | Buffer])[] {
  if (userId === "odd") return oddEntries;
  if (userId === "caller") return oddEntries.slice(3, 6);
  if (userId === "many")
    return Array.from({ length: 40 }, (_, n) => [`key.${String(n).padStart(2, "0")}`, `${n}`]);
  return [];
}

function loadedOf(userId: string): LoadResult {
  if (userId === "forbidden") return new Failure("FORBIDDEN", "No.", { zitadelErrorId: "AUTH-1" });
  return entriesOf(userId).map(([key, value], n): MetadataEntry => {
    const date = n % 2 === 0 ? `2026-01-0${(n % 9) + 1}T00:00:00.123456Z` : null;
    return { userId, key, bytes: Buffer.from(value), createdAt: date, updatedAt: date };
  });
}

/** A source that does not store writes, so that every request reads the same. */
export function createStubSource(): GuardedSource {
  const source = {
    async load(ids: readonly string[]) {
      await setImmediate();
      if (ids.includes("bug")) throw new TypeError("secret of the source");
      return ids.map(loadedOf);
    },
    async set(userId: string) {
      await setImmediate();
      if (userId === "forbidden") throw new Failure("FORBIDDEN", "No.");
      return userId !== "missing";
    },
    async remove(userId: string, keys: readonly string[]) {
      await setImmediate();
      if (userId === "bug") throw new TypeError("secret of the source");
      return userId === "missing" ? undefined : keys.filter((key) => key !== "not there");
    },
    async update(userId: string, steps: readonly UpdateStep[]): Promise<UpdateResult> {
      await setImmediate();
      if (userId === "missing") return { kind: "userNotFound" };
      const evaluation = evaluate(steps, new Map(), {
        isVisible: () => true,
        maxValueBytes: () => 1000,
        ...noValueRules,
      });
      return "problems" in evaluation ? { kind: "rejected", ...evaluation } : { kind: "done", ...evaluation };
    },
    async *findUsers() {
      await setImmediate();
      yield ["ada", "bob"];
    },
    async userExists(userId: string) {
      await setImmediate();
      if (userId === "forbidden") throw new Failure("FORBIDDEN", "No.");
      return userId !== "missing";
    },
    getOrganizations: () => Promise.resolve(new Map<string, string>()),
  };
  return createGuardedSource(source, createAccess(builtInPolicy));
}
