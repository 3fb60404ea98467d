import { expect, it } from "vitest";
import { systemClock } from "../../../src/lib/clock.js";
import { createPageFolder } from "../../../src/replica/fold-page.js";
import { createMemoryStore } from "../../../src/replica/memory-store.js";
import type { Change } from "../../../src/metadata/change.js";
import { silentLog } from "../../support/silent-log.js";
import { whileLeading } from "./while-leading.js";

it("whoever lost all entries is looked at once more, when nothing can come late, and then no more", async () => {
  const asked: (readonly string[])[] = [];
  const begin = { anchor: undefined, settled: 0, isFilled: true };
  const change = { ownerId: "ada", organisation: "acme" };
  const changes: readonly Change[] = [
    { ...change, kind: "set", key: "plan", bytes: Buffer.from("gold"), sequence: 1, date: 10 },
    { ...change, kind: "cleared", sequence: 2, date: 11 },
    { kind: "organisationRemoved", organisation: "acme", sequence: 1, date: 12 },
  ];
  await whileLeading(createMemoryStore(silentLog, systemClock), async (writer) => {
    const folder = createPageFolder(
      {
        ...writer,
        records(ids) {
          asked.push(ids);
          return writer.records(ids);
        },
      },
      new Map(),
    );
    let position = (await folder.fold(changes.slice(0, 2), begin, 0)).position;
    ({ position } = await folder.fold(changes.slice(2), position, 0));
    asked.length = 0;
    for (const settled of [11, 12, 13]) await folder.moveTo({ ...position, settled });
  });
  expect(asked).toEqual([["ada"]]);
});
