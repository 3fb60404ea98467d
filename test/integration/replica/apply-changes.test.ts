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

// One owner's changes, late, double, and in any order, against a reading of all of them in their order.

const keys = ["a", "b", "ﬀ", "🚀"];
const overlap = 10;
const runs = 2000;

describe("an owner's changes", () => {
  it(`make the same entries however late, often and mixed up they come (${runs} seeds)`, () => {
    for (let seed = 0; seed < runs; seed++) {
      const random = createRandom(seed);
      const history = historyOf(random);
      let packed = encodeRecord(createRecord("acme"));
      for (const { page, settled } of deliveriesOf(history, random)) {
        const record = decodeRecord(packed);
        applyChanges(record, page);
        prune(record, settled);
        packed = encodeRecord(record);
      }
      expect(shown(packed), `seed ${seed}`).toEqual(entriesOf(history));
      expect(latestChangeDate(packed), `seed ${seed}`).toBe(history.at(-1)?.date);
      expect(decodeOrganization(packed)).toBe("acme");
    }
  });

  it("leave nothing of an owner who has nothing, once nothing can come late", () => {
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

  it("that are known change nothing", () => {
    const record = createRecord("acme");
    const change = { kind: "set", key: "a", bytes: Buffer.from("1"), sequence: 1, date: 1 } as const;
    expect(applyChanges(record, [{ ...change, userId: "ada", organization: "acme" }])).toBe(1);
    expect(applyChanges(record, [{ ...change, userId: "ada", organization: "acme" }])).toBe(0);
  });
});

describe("a record", () => {
  it("keeps any key and value, and sequences and dates of any size", () => {
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
    expect(shown(encodeRecord(record))).toEqual([[change.key, change.bytes.toString("latin1"), at, at]]);
    expect(decodeRecord(encodeRecord(record))).toEqual(record);
  });

  it("of another form, or cut short, is refused", () => {
    const packed = encodeRecord(createRecord("acme"));
    expect(() => decodeRecord(Buffer.concat([Buffer.from([9]), packed.subarray(1)]))).toThrow(
      "unknown format version",
    );
    expect(() => decodeRecord(packed.subarray(0, 4))).toThrow("truncated");
  });
});

type Entry = readonly [key: string, value: string, created: string | null, updated: string | null];

function shown(packed: Buffer): readonly Entry[] {
  return decodeEntries(packed, "ada", true).map(({ key, bytes, createdAt, updatedAt }) => [
    key,
    bytes.toString("latin1"),
    createdAt,
    updatedAt,
  ]);
}

/** As ZITADEL makes them: one after the other, those of one call of one date. */
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

/** Each change within the overlap after it was made, at least once; what is settled does not come any more. */
function deliveriesOf(
  history: readonly UserChange[],
  random: Random,
): readonly { readonly page: readonly UserChange[]; readonly settled: number }[] {
  const end = (history.at(-1)?.date ?? 0) + overlap + 1;
  const visibleAt = new Map(history.map((change) => [change, change.date + random.below(overlap)]));
  const deliveries: { page: readonly UserChange[]; settled: number }[] = [];
  const heard = new Set<UserChange>();
  let settled = 0;
  for (let now = 1000; now <= end + 4; now += 1 + random.below(4)) {
    const all = history.filter((change) => change.date > settled && (visibleAt.get(change) ?? 0) <= now);
    const some = all.filter((change) => !heard.has(change) || random.chance(0.1));
    deliveries.push({ page: random.some(some, some.length, some.length), settled });
    for (const change of some) heard.add(change);
    settled = Math.max(settled, now - overlap);
  }
  return deliveries;
}

/** What stands after all of them, by another reading. */
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
