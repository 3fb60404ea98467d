import { expect, it } from "vitest";
import { systemClock } from "../../../src/lib/clock.js";
import { createMemoryStore } from "../../../src/replica/store/memory/memory-store.js";
import { write } from "../../../packages/zitadel-emulator/test/contract/zitadel-client.js";
import { listedEntries, storedEntries } from "../../property/all-entries.js";
import { startFollowedZitadel } from "../../property/followed-zitadel.js";
import { startInstance } from "../../property/replica-instance.js";
import { silentLog } from "../../support/silent-replica.js";
import { initialCheckpoint } from "./batch.js";
import { whileLeading } from "./while-leading.js";

it.each([
  ["an unknown format", Buffer.from("{}")],
  ["missing bytes", Buffer.from([1, 9])],
  ["a length beyond its end", Buffer.from([1, 0, 0, 255, 255, 255, 255, 127])],
])("rebuilds the replica when a record has %s", async (_, bytes) => {
  await using zitadel = await startFollowedZitadel([]);
  await using store = createMemoryStore(silentLog, systemClock);
  const id = zitadel.emulator.addUser("ada", { metadata: { plan: "gold" } });
  const instance = startInstance(zitadel, store, 10_000);
  await instance.poll();
  await whileLeading(store, async (writer) => {
    const checkpoint = (await writer.checkpoint()) ?? initialCheckpoint;
    const users = new Map([[id, { organization: "acme", bytes }]]);
    await writer.apply({ users, removedOrganizations: new Map(), checkpoint });
  });
  await write(zitadel.emulator, id, { plan: "iron" });
  for (let n = 0; n < 3; n++) await instance.poll();
  await instance.stop();
  expect(await storedEntries(store, [id])).toEqual(await listedEntries(zitadel.emulator, [id]));
});
