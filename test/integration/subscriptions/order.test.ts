import { expect, it } from "vitest";
import { write } from "../../../packages/zitadel-emulator/test/contract/zitadel-client.js";
import { changes, openEventSource } from "../../support/event-source.js";
import { setUserMetadata } from "../../support/query.js";
import { allowAllAsService, startReplicaEnv } from "../../support/replica-env.js";
import { routes } from "../../support/zitadel-calls.js";

it("never sends an older value after a newer one, if the replica catches up after a read from ZITADEL", {
  tags: ["embedded"],
}, async () => {
  await using env = await startReplicaEnv((zitadel) => ({
    ...allowAllAsService(zitadel),
    REPLICA_MAX_LAG_MS: "1000",
  }));
  const { id, name } = await env.addPerson({ metadata: { plan: "gold" } });
  const token = await env.login(name);
  await env.catchUp();
  // The replica is too old, so the first event comes from ZITADEL.
  const held = env.emulator.holdNext(routes.events);
  await env.clock.run(held.arrived);
  await env.clock.advance(2000);
  const delayed = env.emulator.delayNextEvents();
  await write(env.emulator, id, { plan: "iron" });
  await using source = await openEventSource(env.url, changes, { token });
  expect(await source.next()).toMatchObject({
    data: { userMetadataChanged: { user: { metadataMap: { plan: "iron" } } } },
  });
  held.release();
  // The replica follows again, but the event of "iron" is not visible yet.
  await write(env.emulator, id, { region: "north" });
  await env.catchUp();
  delayed.release();
  await env.catchUp();
  expect(await source.next()).toMatchObject({
    data: {
      userMetadataChanged: {
        user: { metadataMap: { plan: "iron", region: "north" } },
        changedKeys: ["region"],
      },
    },
  });
});

it("sends a change even if a read of the user, which began before it, is in flight", {
  tags: ["embedded"],
}, async () => {
  await using env = await startReplicaEnv(allowAllAsService);
  const { id, name } = await env.addPerson({ metadata: { plan: "gold" } });
  const token = await env.login(name);
  await env.catchUp();
  await using source = await openEventSource(env.url, changes, { token });
  await source.next();
  // While a write is in flight, the user is read from ZITADEL.
  const heldWrite = env.emulator.holdNext(routes.set);
  const writing = setUserMetadata(env, token, id, [{ key: "region", value: "north" }]);
  await env.clock.run(heldWrite.arrived);
  const heldList = env.emulator.holdNext(routes.list, { afterCommit: true });
  const opening = openEventSource(env.url, changes, { token });
  await env.clock.run(heldList.arrived);
  await write(env.emulator, id, { plan: "iron" });
  await env.catchUp();
  heldList.release();
  await using other = await opening;
  expect(await source.next()).toMatchObject({
    data: { userMetadataChanged: { user: { metadataMap: { plan: "iron" } }, changedKeys: ["plan"] } },
  });
  await other.next();
  heldWrite.release();
  await env.clock.run(writing);
});
