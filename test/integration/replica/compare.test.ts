import { describe, expect, it } from "vitest";
import type { MetadataEntry } from "../../../src/metadata/entry.js";
import { createComparer, type ReadReplica } from "../../../src/replica/verify/compare.js";
import { recordFromList } from "../../../src/replica/record/from-list.js";
import { encodeRecord } from "../../../src/replica/record/encode.js";
import { createTestClock } from "../../support/test-clock.js";

const allowedLatenessMs = 1000;
const signal = new AbortController().signal;
const clock = createTestClock();
const later = (ms: number): number => clock.now() + ms;

/** Metadata of a user whose plan has been set this many times. */
function entriesOf(times: number): MetadataEntry[] {
  const date = `2026-01-02T03:04:05.${String(times * 10).padStart(6, "0")}Z`;
  return [{ userId: "1", key: "plan", bytes: Buffer.from(`${times}`), createdAt: date, updatedAt: date }];
}

/** A replica with the same metadata. */
function replicaOf(times: number, completeAt: number): ReadReplica {
  const record = recordFromList(entriesOf(times), { organization: "acme", sequence: times, date: 1 });
  return () => Promise.resolve({ completeAt, records: [encodeRecord(record)] });
}

/** A comparer, and the state of ZITADEL that its lists return. */
function createComparison(): { zitadel: { times: number }; comparer: ReturnType<typeof createComparer> } {
  const zitadel = { times: 1 };
  return {
    zitadel,
    comparer: createComparer(() => Promise.resolve([entriesOf(zitadel.times)]), allowedLatenessMs, clock),
  };
}

describe("the comparer", () => {
  it("accepts a user as soon as the replica equals the list", async () => {
    const { comparer } = createComparison();
    await comparer.add(["1"], signal);
    await comparer.compare(replicaOf(0, later(0)));
    expect(comparer.pending).toBe(1);
    await comparer.compare(replicaOf(1, later(0)));
    expect(comparer.pending).toBe(0);
  });

  it("reports a mismatch once no change can be late and a second list equals the first", async () => {
    const { comparer } = createComparison();
    await comparer.add(["1"], signal);
    await comparer.compare(replicaOf(0, later(0.9 * allowedLatenessMs)));
    expect(await comparer.confirm(signal)).toEqual([]);
    await comparer.compare(replicaOf(0, later(allowedLatenessMs)));
    expect(await comparer.confirm(signal)).toMatchObject([
      { userId: "1", differences: [{ key: "plan", kind: "value" }] },
    ]);
    expect(comparer.pending).toBe(0);
  });

  it("reports no mismatch while the replica is ahead of the list, and gives up after several attempts", async () => {
    const { zitadel, comparer } = createComparison();
    await comparer.add(["1"], signal);
    for (let n = 2; n < 7; n++) {
      zitadel.times = n;
      await comparer.compare(replicaOf(n, later(allowedLatenessMs)));
      zitadel.times = n + 0.5;
      expect(await comparer.confirm(signal)).toEqual([]);
    }
    expect(comparer.pending).toBe(0);
    expect(comparer.takeUnstable()).toEqual(["1"]);
    expect(comparer.takeUnstable()).toEqual([]);
  });

  it("compares the replica with the latest list", async () => {
    const { zitadel, comparer } = createComparison();
    await comparer.add(["1"], signal);
    zitadel.times = 2;
    await comparer.compare(replicaOf(2, later(allowedLatenessMs)));
    expect(await comparer.confirm(signal)).toEqual([]);
    await comparer.compare(replicaOf(2, later(0)));
    expect(comparer.pending).toBe(0);
  });
});
