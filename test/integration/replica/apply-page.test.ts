import { expect, it } from "vitest";
import { systemClock } from "../../../src/lib/clock.js";
import { createPageApplier } from "../../../src/replica/follow/apply-page.js";
import { createMemoryStore } from "../../../src/replica/store/memory/memory-store.js";
import type { Change } from "../../../src/changes/change.js";
import { silentLog } from "../../support/silent-replica.js";
import { whileLeading } from "./while-leading.js";

it("rereads a user who lost all entries once, when no change can be late any more", async () => {
  const readIds: (readonly string[])[] = [];
  const start = { head: undefined, lowWatermark: 0, isComplete: true };
  const change = { userId: "ada", organization: "acme" };
  const changes: readonly Change[] = [
    { ...change, kind: "set", key: "plan", bytes: Buffer.from("gold"), sequence: 1, date: 10 },
    { ...change, kind: "cleared", sequence: 2, date: 11 },
    { kind: "organizationRemoved", organization: "acme", sequence: 1, date: 12 },
  ];
  await whileLeading(createMemoryStore(silentLog, systemClock), async (writer) => {
    const applier = createPageApplier(
      {
        ...writer,
        records(ids) {
          readIds.push(ids);
          return writer.records(ids);
        },
      },
      new Map(),
    );
    let { checkpoint } = await applier.apply(changes.slice(0, 2), start, 0);
    ({ checkpoint } = await applier.apply(changes.slice(2), checkpoint, 0));
    readIds.length = 0;
    for (const lowWatermark of [11, 12, 13]) await applier.advanceTo({ ...checkpoint, lowWatermark });
  });
  expect(readIds).toEqual([["ada"]]);
});

it("keeps the checkpoint if the records of a page cannot be stored", async () => {
  const start = { head: undefined, lowWatermark: 0, isComplete: true };
  const change = { userId: "ada", organization: "acme", sequence: 1, date: 10 };
  await whileLeading(createMemoryStore(silentLog, systemClock), async (writer) => {
    const applier = createPageApplier(
      {
        ...writer,
        apply: (batch) => (batch.users.size > 0 ? Promise.reject(new Error("full")) : writer.apply(batch)),
      },
      new Map(),
    );
    const page: readonly Change[] = [{ ...change, kind: "set", key: "plan", bytes: Buffer.from("gold") }];
    await expect(applier.apply(page, start, 0)).rejects.toThrow("full");
    expect(await writer.checkpoint()).toBeUndefined();
  });
});
