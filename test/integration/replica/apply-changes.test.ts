import { describe, expect, it } from "vitest";
import type { UserChange } from "../../../src/changes/change.js";
import { compareKeys } from "../../../src/metadata/key.js";
import { formatMicros } from "../../../src/changes/timestamp.js";
import { createRecord, applyChanges, prune } from "../../../src/replica/record/apply-changes.js";
import { encodeRecord } from "../../../src/replica/record/encode.js";
import {
  decodeEntries,
  latestChangeDate,
  decodeOrganization,
  decodeRecord,
} from "../../../src/replica/record/decode.js";
import { createRandom, type Random } from "../../property/random.js";

// Applies the changes of one user late, repeatedly and in any order, and compares the result with a second
// implementation that applies them once and in order.

const keys = ["a", "b", "ﬀ", "🚀"];
const allowedLateness = 10;
const runs = 2000;

describe("applyChanges", () => {
  it(`produces the same entries for late, repeated and reordered changes (${runs} seeds)`, () => {
    for (let seed = 0; seed < runs; seed++) {
      const random = createRandom(seed);
      const history = historyOf(random);
      let encoded = encodeRecord(createRecord("acme"));
      for (const { page, lowWatermark } of deliveriesOf(history, random)) {
        const record = decodeRecord(encoded);
        applyChanges(record, page);
        prune(record, lowWatermark);
        encoded = encodeRecord(record);
      }
      expect(entriesIn(encoded), `seed ${seed}`).toEqual(entriesOf(history));
      expect(latestChangeDate(encoded), `seed ${seed}`).toBe(history.at(-1)?.date);
      expect(decodeOrganization(encoded)).toBe("acme");
    }
  });

  it("leaves nothing of a user without metadata once no change can be late", () => {
    const record = createRecord("acme");
    const base = { userId: "ada", organization: "acme" };
    applyChanges(record, [
      { ...base, kind: "set", key: "a", bytes: Buffer.from("1"), sequence: 1, date: 1 },
      { ...base, kind: "removed", key: "a", sequence: 2, date: 2 },
      { ...base, kind: "cleared", sequence: 3, date: 3 },
    ]);
    expect(prune(record, 2)).toBe(true);
    expect(prune(record, 3)).toBe(false);
  });

  it("ignores changes that were applied before", () => {
    const record = createRecord("acme");
    const change = { kind: "set", key: "a", bytes: Buffer.from("1"), sequence: 1, date: 1 } as const;
    expect(applyChanges(record, [{ ...change, userId: "ada", organization: "acme" }])).toBe(1);
    expect(applyChanges(record, [{ ...change, userId: "ada", organization: "acme" }])).toBe(0);
  });
});

describe("the record format", () => {
  it("preserves any key and value, and sequences and dates of any size", () => {
    const record = createRecord("ümläut 🦉");
    const change = {
      kind: "set",
      userId: "ada",
      organization: "ümläut 🦉",
      key: "__proto__ 🚀".repeat(20),
      bytes: Buffer.alloc(20_000, 0xff),
      sequence: 2 ** 45 + 1,
      date: 1_700_000_000_000_001,
    } as const;
    applyChanges(record, [change]);
    const at = formatMicros(change.date);
    expect(entriesIn(encodeRecord(record))).toEqual([[change.key, change.bytes.toString("latin1"), at, at]]);
    expect(decodeRecord(encodeRecord(record))).toEqual(record);
  });

  it("rejects an unknown format version and a truncated record", () => {
    const encoded = encodeRecord(createRecord("acme"));
    expect(() => decodeRecord(Buffer.concat([Buffer.from([9]), encoded.subarray(1)]))).toThrow(
      "unknown format version",
    );
    expect(() => decodeRecord(encoded.subarray(0, 4))).toThrow("truncated");
  });
});

type Entry = readonly [key: string, value: string, created: string | null, updated: string | null];

function entriesIn(encoded: Buffer): readonly Entry[] {
  return decodeEntries(encoded, "ada", true).map(({ key, bytes, createdAt, updatedAt }) => [
    key,
    bytes.toString("latin1"),
    createdAt,
    updatedAt,
  ]);
}

/** Changes as ZITADEL stores them: in order, with the same date for all changes of one call. */
function historyOf(random: Random): readonly UserChange[] {
  let date = 1000;
  return Array.from({ length: 1 + random.below(24) }, (_, n): UserChange => {
    if (!random.chance(0.3)) date += 1 + random.below(3);
    const base = { userId: "ada", organization: "acme", sequence: 1 + n * 2, date };
    const key = random.one(keys);
    if (random.chance(0.08)) return { ...base, kind: "cleared" };
    if (random.chance(0.3)) return { ...base, kind: "removed", key };
    return { ...base, kind: "set", key, bytes: Buffer.from(String(n)) };
  });
}

/** Delivers each change at least once within the allowed lateness, and none at or below the low watermark. */
function deliveriesOf(
  history: readonly UserChange[],
  random: Random,
): readonly { readonly page: readonly UserChange[]; readonly lowWatermark: number }[] {
  const end = (history.at(-1)?.date ?? 0) + allowedLateness + 1;
  const visibleAt = new Map(history.map((change) => [change, change.date + random.below(allowedLateness)]));
  const deliveries: { page: readonly UserChange[]; lowWatermark: number }[] = [];
  const delivered = new Set<UserChange>();
  let lowWatermark = 0;
  for (let now = 1000; now <= end + 4; now += 1 + random.below(4)) {
    const all = history.filter((change) => change.date > lowWatermark && (visibleAt.get(change) ?? 0) <= now);
    const some = all.filter((change) => !delivered.has(change) || random.chance(0.1));
    deliveries.push({ page: random.some(some, some.length, some.length), lowWatermark });
    for (const change of some) delivered.add(change);
    lowWatermark = Math.max(lowWatermark, now - allowedLateness);
  }
  return deliveries;
}

/** The entries after all changes, by the second implementation. */
function entriesOf(history: readonly UserChange[]): readonly Entry[] {
  const entries = new Map<string, { value: string; created: number; updated: number }>();
  for (const change of history) {
    if (change.kind === "cleared") entries.clear();
    else if (change.kind === "removed") entries.delete(change.key);
    else {
      entries.set(change.key, {
        value: change.bytes.toString("latin1"),
        created: entries.get(change.key)?.created ?? change.date,
        updated: change.date,
      });
    }
  }
  return [...entries]
    .sort(([a], [b]) => compareKeys(a, b))
    .map(([key, { value, created, updated }]) => [key, value, formatMicros(created), formatMicros(updated)]);
}
