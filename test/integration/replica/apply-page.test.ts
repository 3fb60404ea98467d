import { expect, it } from "vitest";
import { systemClock } from "../../../src/lib/clock.js";
import { createPageApplier } from "../../../src/replica/follow/apply-page.js";
import { createMemoryStore } from "../../../src/replica/store/memory/memory-store.js";
import type { Change } from "../../../src/changes/change.js";
import { silentLog } from "../../support/silent-log.js";
import { whileLeading } from "./while-leading.js";

it("whoever lost all entries is looked at once more, when nothing can come late, and then no more", async () => {
  const asked: (readonly string[])[] = [];
  const begin = { head: undefined, lowWatermark: 0, isComplete: true };
  const change = { userId: "ada", organization: "acme" };
  const changes: readonly Change[] = [
    { ...change, kind: "set", key: "plan", bytes: Buffer.from("gold"), sequence: 1, date: 10 },
    { ...change, kind: "cleared", sequence: 2, date: 11 },
    { kind: "organizationRemoved", organization: "acme", sequence: 1, date: 12 },
  ];
  await whileLeading(createMemoryStore(silentLog, systemClock), async (writer) => {
    const folder = createPageApplier(
      {
        ...writer,
        records(ids) {
          asked.push(ids);
          return writer.records(ids);
        },
      },
      new Map(),
    );
    let position = (await folder.apply(changes.slice(0, 2), begin, 0)).checkpoint;
    ({ checkpoint: position } = await folder.apply(changes.slice(2), position, 0));
    asked.length = 0;
    for (const lowWatermark of [11, 12, 13]) await folder.advanceTo({ ...position, lowWatermark });
  });
  expect(asked).toEqual([["ada"]]);
});
