import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { changes, openEventSource } from "../../support/event-source.js";
import { deleteUserMetadata, setUserMetadata } from "../../support/query.js";
import { allowAllAsService, type ReplicaEnv, startReplicaEnv } from "../../support/replica-env.js";

describe("userMetadataChanged", { tags: ["embedded"] }, () => {
  let env: ReplicaEnv;
  let token: string;
  let userId: string;

  beforeAll(async () => {
    env = await startReplicaEnv(allowAllAsService);
  });
  afterAll(() => env[Symbol.asyncDispose]());
  beforeEach(async () => {
    const person = await env.addPerson();
    userId = person.id;
    token = await env.login(person.name);
  });

  async function set(key: string, value: string): Promise<void> {
    await env.zitadel.setMetadata(userId, key, value);
    await env.catchUp();
  }

  it("sends the current entries at once, and then what changes", async () => {
    await set("plan", "gold");
    await using source = await openEventSource(env.url, changes, { token });
    expect(source.response.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
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
    await set("region", "north");
    expect(await source.next()).toMatchObject({
      data: { userMetadataChanged: { changedKeys: ["region"], deletedKeys: [] } },
    });
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
    expect(setUserMetadata).toBeTypeOf("function");
  });
});
