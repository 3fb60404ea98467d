import { describe, expect, it } from "vitest";
import type { MetadataEntry } from "../../../src/metadata/entry.js";
import { createComparer, type ReadReplica } from "../../../src/replica/verify/compare.js";
import { recordFromList } from "../../../src/replica/record/from-list.js";
import { encodeRecord } from "../../../src/replica/record/encode.js";
import { createTestClock } from "../../support/test-clock.js";

const overlapMs = 1000;
const signal = new AbortController().signal;
const clock = createTestClock();
const later = (ms: number): number => clock.now() + ms;

/** An owner whose plan was set for the so-manieth time. */
function entriesOf(times: number): MetadataEntry[] {
  const date = `2026-01-02T03:04:05.${String(times * 10).padStart(6, "0")}Z`;
  return [{ userId: "1", key: "plan", bytes: Buffer.from(`${times}`), createdAt: date, updatedAt: date }];
}

/** A replica with that. */
function replicaOf(times: number, completeAt: number): ReadReplica {
  const record = recordFromList(entriesOf(times), { organization: "acme", sequence: times, date: 1 });
  return () => Promise.resolve({ completeAt, records: [encodeRecord(record)] });
}

/** ZITADEL, whose lists and replica change when told to. */
function startComparing(): { zitadel: { times: number }; comparison: ReturnType<typeof createComparer> } {
  const zitadel = { times: 1 };
  return {
    zitadel,
    comparison: createComparer(() => Promise.resolve([entriesOf(zitadel.times)]), overlapMs, clock),
  };
}

describe("an owner who is compared", () => {
  it("is equal as soon as the replica is as the list was, whenever that is", async () => {
    const { comparison } = startComparing();
    await comparison.add(["1"], signal);
    await comparison.compare(replicaOf(0, later(0)));
    expect(comparison.pending).toBe(1);
    await comparison.compare(replicaOf(1, later(0)));
    expect(comparison.pending).toBe(0);
  });

  it("differs once everything that can be late has come and a second list is as the first", async () => {
    const { comparison } = startComparing();
    await comparison.add(["1"], signal);
    await comparison.compare(replicaOf(0, later(0.9 * overlapMs)));
    expect(await comparison.confirm(signal)).toEqual([]);
    await comparison.compare(replicaOf(0, later(overlapMs)));
    expect(await comparison.confirm(signal)).toMatchObject([
      { userId: "1", differences: [{ key: "plan", kind: "value" }] },
    ]);
    expect(comparison.pending).toBe(0);
  });

  it("does not differ while the replica is ahead of the list, however often; they are given up", async () => {
    const { zitadel, comparison } = startComparing();
    await comparison.add(["1"], signal);
    for (let n = 2; n < 7; n++) {
      zitadel.times = n;
      await comparison.compare(replicaOf(n, later(overlapMs)));
      zitadel.times = n + 0.5;
      expect(await comparison.confirm(signal)).toEqual([]);
    }
    expect(comparison.pending).toBe(0);
    expect(comparison.takeUnstable()).toEqual(["1"]);
    expect(comparison.takeUnstable()).toEqual([]);
  });

  it("is held against what was listed last", async () => {
    const { zitadel, comparison } = startComparing();
    await comparison.add(["1"], signal);
    zitadel.times = 2;
    await comparison.compare(replicaOf(2, later(overlapMs)));
    expect(await comparison.confirm(signal)).toEqual([]);
    await comparison.compare(replicaOf(2, later(0)));
    expect(comparison.pending).toBe(0);
  });
});
