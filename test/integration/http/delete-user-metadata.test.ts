import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { GraphqlResponse } from "../../support/graphql-response.js";
import { keyMissing } from "../../support/zitadel-responses.js";
import { deleteUserMetadata } from "../../support/mutations.js";
import { routes } from "../../support/call-kinds.js";
import { apis, startTestEnv, type TestEnv } from "../../support/test-env.js";

describe.each(apis)("deleteUserMetadata, by the API %s", (api) => {
  let env: TestEnv;
  let manager: string;
  let userId: string;
  beforeAll(async () => {
    env = await startTestEnv({ ZITADEL_API_VERSION: api });
    manager = env.zitadel.directory.personalAccessToken("manager");
  });
  afterAll(() => env[Symbol.asyncDispose]());
  beforeEach(async () => {
    userId = (await env.addPerson({ metadata: { a: "1", b: "2", c: "3" } })).id;
    env.takeCalls();
  });

  const remove = (keys: readonly string[], token = manager, owner = userId): Promise<GraphqlResponse> =>
    deleteUserMetadata(env, token, owner, keys);

  const idOf = (key: string): string =>
    Buffer.from(`UserMetadataEntry:${userId}:${key}`).toString("base64url");

  it("deletes all keys by one call and shows what is left", async () => {
    const { data, errors } = await remove(["b", "a", "b"]);
    expect(errors).toEqual([]);
    expect(data).toEqual({
      deleteUserMetadata: {
        user: { id: userId, metadata: [{ key: "c" }] },
        deletedKeys: ["b", "a"],
        deletedEntryIds: [idOf("b"), idOf("a")],
        userErrors: [],
      },
    });
    expect(env.takeCalls()).toEqual({ introspect: 1, remove: 1, list: 1 });
  });

  it("deletes those that exist where others do not", async () => {
    const { data, errors } = await remove(["missing", "c", "__proto__", "a"]);
    expect(errors).toEqual([]);
    expect(data).toMatchObject({
      deleteUserMetadata: { user: { metadata: [{ key: "b" }] }, deletedKeys: ["c", "a"], userErrors: [] },
    });
  });

  it("is done, not refused, where no key exists", async () => {
    const { data, errors } = await remove(["missing"]);
    expect(errors).toEqual([]);
    expect(data).toMatchObject({
      deleteUserMetadata: {
        user: { metadata: [{}, {}, {}] },
        deletedKeys: [],
        deletedEntryIds: [],
        userErrors: [],
      },
    });
  });

  it("is done where a user without any metadata has no such keys", async () => {
    const owner = env.zitadel.directory.user("porky-pig");
    const { data, errors } = await remove(["x", "y"], manager, owner);
    expect(errors).toEqual([]);
    expect(data).toMatchObject({
      deleteUserMetadata: { user: { id: owner, metadata: [] }, deletedKeys: [] },
    });
  });

  it("reads the list again and deletes the rest when someone was faster", {
    tags: ["embedded"],
  }, async () => {
    env.emulator.failNext(routes.remove, keyMissing, 2);
    const { data, errors } = await remove(["a", "b"]);
    expect(errors).toEqual([]);
    expect(data).toMatchObject({ deleteUserMetadata: { deletedKeys: ["a", "b"] } });
    expect(env.takeCalls()).toMatchObject({ remove: 3 });
  });

  it("gives up, having deleted nothing, when someone is faster every time", {
    tags: ["embedded"],
  }, async () => {
    env.emulator.failNext(routes.remove, keyMissing, 3);
    const { codes } = await remove(["a", "b"]);
    expect(codes).toEqual(["UPSTREAM_UNAVAILABLE"]);
    expect([...(await env.zitadel.metadataOf(userId)).keys()]).toEqual(["a", "b", "c"]);
  });

  it.each([
    ["no keys", [], [{ code: "EMPTY_INPUT", field: ["keys"], key: null }]],
    ["an empty key", ["a", ""], [{ code: "KEY_REQUIRED", field: ["keys", "1"], key: "" }]],
    ["a key of 201 characters", ["k".repeat(201)], [{ code: "KEY_TOO_LONG" }]],
    ["U+0000", ["a\0"], [{ code: "KEY_INVALID" }]],
    [
      "201 keys",
      Array.from({ length: 201 }, (_, n) => `k${n}`),
      [{ code: "TOO_MANY_ENTRIES", field: ["keys"] }],
    ],
  ])("sends nothing for %s", async (_, keys, userErrors) => {
    const { data, errors } = await remove(keys);
    expect(errors).toEqual([]);
    expect(data).toMatchObject({
      deleteUserMetadata: { user: null, deletedKeys: [], deletedEntryIds: [], userErrors },
    });
    expect(env.takeCalls()).toEqual({ introspect: 1 });
  });

  it("tells of a user whom ZITADEL does not know", async () => {
    const { data } = await remove(["a"], manager, "999999999999999999");
    expect(data).toMatchObject({
      deleteUserMetadata: { user: null, userErrors: [{ code: "USER_NOT_FOUND", field: ["userId"] }] },
    });
  });

  it("is FORBIDDEN for a viewer, and nothing is deleted", async () => {
    const { data, codes } = await remove(["a"], env.zitadel.directory.personalAccessToken("viewer"));
    expect({ data, codes }).toEqual({ data: { deleteUserMetadata: null }, codes: ["FORBIDDEN"] });
    expect((await env.zitadel.metadataOf(userId)).size).toBe(3);
  });

  it("says that the outcome is unknown when the answer never comes", { tags: ["embedded"] }, async () => {
    env.emulator.failNext(routes.remove, "reset");
    const { codes } = await remove(["a"]);
    expect(codes).toEqual(["WRITE_OUTCOME_UNKNOWN"]);
  });
});
