import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { write } from "../../../packages/zitadel-emulator/test/contract/zitadel-client.js";
import { changes, openEventSource } from "../../support/event-source.js";
import { deleteUserMetadata, setUserMetadata } from "../../support/query.js";
import { type ReplicaEnv, startReplicaEnv } from "../../support/replica-env.js";
import { withRules } from "../../support/test-env.js";

const rules = withRules(({ directory }) => [
  { keys: ["internal.*"], read: ["role:admin"], write: ["anyone"], as: "service" },
  {
    keys: ["*"],
    read: ["self", `user:${directory.user("manager")}`],
    write: ["anyone"],
    as: "service",
  },
]);

describe("userMetadataChanged", { tags: ["embedded"] }, () => {
  let env: ReplicaEnv;
  let token: string;
  let userId: string;

  beforeAll(async () => {
    env = await startReplicaEnv((zitadel) => ({
      ...rules(zitadel),
      ZITADEL_SERVICE_USER_TOKEN: zitadel.directory.personalAccessToken("owner"),
    }));
  });
  afterAll(() => env[Symbol.asyncDispose]());
  beforeEach(async () => {
    const person = await env.addPerson();
    userId = person.id;
    token = await env.login(person.name);
  });

  async function writeInZitadel(entries: Readonly<Record<string, string>>): Promise<void> {
    await write(env.emulator, userId, entries);
    await env.catchUp();
  }

  it("sends the current entries immediately, and then each change", async () => {
    await writeInZitadel({ plan: "gold" });
    await using source = await openEventSource(env.url, changes, { token });
    expect(source.response.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
    expect(source.response.headers.get("cache-control")).toContain("no-store");
    expect(await source.next()).toEqual({
      data: {
        userMetadataChanged: {
          user: { id: userId, metadataMap: { plan: "gold" } },
          changedKeys: ["plan"],
          deletedKeys: [],
          deletedEntryIds: [],
        },
      },
    });
    await writeInZitadel({ region: "north" });
    expect(await source.next()).toEqual({
      data: {
        userMetadataChanged: {
          user: { id: userId, metadataMap: { plan: "gold", region: "north" } },
          changedKeys: ["region"],
          deletedKeys: [],
          deletedEntryIds: [],
        },
      },
    });
  });

  it("sends deleted keys and the ids of their entries", async () => {
    await writeInZitadel({ plan: "gold", region: "north" });
    await using source = await openEventSource(env.url, changes, { token });
    await source.next();
    await deleteUserMetadata(env, token, userId, ["plan"]);
    await env.catchUp();
    expect(await source.next()).toMatchObject({
      data: {
        userMetadataChanged: {
          user: { metadataMap: { region: "north" } },
          changedKeys: [],
          deletedKeys: ["plan"],
          deletedEntryIds: [Buffer.from(`UserMetadataEntry:${userId}:plan`).toString("base64url")],
        },
      },
    });
    env.emulator.removeAllMetadata(userId);
    await env.catchUp();
    expect(await source.next()).toMatchObject({
      data: { userMetadataChanged: { user: { metadataMap: {} }, deletedKeys: ["region"] } },
    });
  });

  it("sends changes that are made through the subgraph", async () => {
    await using source = await openEventSource(env.url, changes, { token });
    await source.next();
    await setUserMetadata(env, token, userId, [{ key: "plan", value: "iron" }]);
    await env.catchUp();
    expect(await source.next()).toMatchObject({
      data: { userMetadataChanged: { user: { metadataMap: { plan: "iron" } }, changedKeys: ["plan"] } },
    });
  });

  it("sends another user's changes to a caller who may read them", async () => {
    await writeInZitadel({ plan: "gold", "internal.note": "hidden" });
    await using source = await openEventSource(env.url, changes, {
      token: env.pat("manager"),
      variables: { userId },
    });
    expect(await source.next()).toMatchObject({
      data: { userMetadataChanged: { user: { id: userId }, changedKeys: ["plan"] } },
    });
    await writeInZitadel({ plan: "iron" });
    expect(await source.next()).toMatchObject({
      data: { userMetadataChanged: { user: { metadataMap: { plan: "iron" } }, changedKeys: ["plan"] } },
    });
  });

  it("sends nothing for hidden keys, other keys and equal values", async () => {
    await writeInZitadel({ plan: "gold" });
    await using all = await openEventSource(env.url, changes, { token });
    await using some = await openEventSource(env.url, changes, {
      token,
      variables: { keys: ["region", "unknown"] },
    });
    await all.next();
    expect(await some.next()).toMatchObject({ data: { userMetadataChanged: { changedKeys: [] } } });
    await writeInZitadel({ "internal.note": "hidden" });
    await writeInZitadel({ plan: "gold" });
    await writeInZitadel({ plan: "iron" });
    await writeInZitadel({ region: "north" });
    // The events without a difference would have come first.
    expect(await all.next()).toMatchObject({
      data: { userMetadataChanged: { user: { metadataMap: { plan: "iron" } }, changedKeys: ["plan"] } },
    });
    expect(await some.next()).toMatchObject({ data: { userMetadataChanged: { changedKeys: ["region"] } } });
  });

  it("reads ZITADEL's events once for all subscriptions, and nothing else for a change", async () => {
    const sources = await Promise.all(
      Array.from({ length: 10 }, () => openEventSource(env.url, changes, { token })),
    );
    await Promise.all(sources.map((source) => source.next()));
    env.takeCalls();
    await writeInZitadel({ plan: "gold" });
    await Promise.all(sources.map((source) => source.next()));
    const { introspect, ...calls } = env.takeRequestCalls();
    // TOKEN_CACHE_TTL_MS=0: each event validates the token. Concurrent checks of one token share a call.
    expect(introspect).toBeLessThanOrEqual(10);
    expect(calls).toEqual({});
    for (const source of sources) await source[Symbol.asyncDispose]();
  });
});
