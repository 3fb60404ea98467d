import { expect, it } from "vitest";
import { write } from "../../../packages/zitadel-emulator/test/contract/zitadel-client.js";
import { changes, openEventSource } from "../../support/event-source.js";
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
