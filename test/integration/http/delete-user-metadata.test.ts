import { beforeEach, describe, expect, it } from "vitest";
import { deleteUserMetadata, type GraphqlResponse } from "../../support/query.js";
import { keyNotFound, routes } from "../../support/zitadel-calls.js";
import { apis, useTestEnv } from "../../support/test-env.js";

describe.each(apis)("deleteUserMetadata with API %s", (api) => {
  const env = useTestEnv({ ZITADEL_API_VERSION: api });
  let userId: string;
  beforeEach(async () => {
    userId = (await env.addPerson({ metadata: { a: "1", b: "2", c: "3" } })).id;
    env.takeCalls();
  });

  const remove = (
    keys: readonly string[],
    token = env.pat("manager"),
    id = userId,
  ): Promise<GraphqlResponse> => deleteUserMetadata(env, token, id, keys);

  const entryIdOf = (key: string): string =>
    Buffer.from(`UserMetadataEntry:${userId}:${key}`).toString("base64url");

  it("deletes all keys with one call and returns the remaining entries", async () => {
    const { data, errors } = await remove(["b", "a", "b"]);
    expect(errors).toEqual([]);
    expect(data).toEqual({
      deleteUserMetadata: {
        user: { id: userId, metadata: [{ key: "c" }] },
        deletedKeys: ["b", "a"],
        deletedEntryIds: [entryIdOf("b"), entryIdOf("a")],
        userErrors: [],
      },
    });
    expect(env.takeCalls()).toEqual({ introspect: 1, remove: 1, list: 1 });
  });

  it("deletes existing keys and ignores missing ones", async () => {
    const { data, errors } = await remove(["missing", "c", "__proto__", "a"]);
    expect(errors).toEqual([]);
    expect(data).toMatchObject({
      deleteUserMetadata: { user: { metadata: [{ key: "b" }] }, deletedKeys: ["c", "a"], userErrors: [] },
    });
  });

  it("succeeds when none of the keys exists", async () => {
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

  it("succeeds for a user without metadata", async () => {
    const porkyPig = env.zitadel.directory.user("porky-pig");
    const { data, errors } = await remove(["x", "y"], env.pat("manager"), porkyPig);
    expect(errors).toEqual([]);
    expect(data).toMatchObject({
      deleteUserMetadata: { user: { id: porkyPig, metadata: [] }, deletedKeys: [] },
    });
  });

  it("rereads the list and deletes the remaining keys after a concurrent deletion", {
    tags: ["embedded"],
  }, async () => {
    env.emulator.failNext(routes.remove, keyNotFound, 2);
    const { data, errors } = await remove(["a", "b"]);
    expect(errors).toEqual([]);
    expect(data).toMatchObject({ deleteUserMetadata: { deletedKeys: ["a", "b"] } });
    expect(env.takeCalls()).toMatchObject({ remove: 3 });
  });

  it("gives up without deleting anything after repeated concurrent deletions", {
    tags: ["embedded"],
  }, async () => {
    env.emulator.failNext(routes.remove, keyNotFound, 3);
    const { codes } = await remove(["a", "b"]);
    expect(codes).toEqual(["UPSTREAM_UNAVAILABLE"]);
    expect([...(await env.zitadel.getMetadata(userId)).keys()]).toEqual(["a", "b", "c"]);
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
  ])("sends nothing to ZITADEL for %s", async (_, keys, userErrors) => {
    const { data, errors } = await remove(keys);
    expect(errors).toEqual([]);
    expect(data).toMatchObject({
      deleteUserMetadata: { user: null, deletedKeys: [], deletedEntryIds: [], userErrors },
    });
    expect(env.takeCalls()).toEqual({ introspect: 1 });
  });

  it("returns USER_NOT_FOUND for an unknown user", async () => {
    const { data } = await remove(["a"], env.pat("manager"), "999999999999999999");
    expect(data).toMatchObject({
      deleteUserMetadata: { user: null, userErrors: [{ code: "USER_NOT_FOUND", field: ["userId"] }] },
    });
  });

  it("returns FORBIDDEN for a viewer and deletes nothing", async () => {
    const { data, codes } = await remove(["a"], env.pat("viewer"));
    expect({ data, codes }).toEqual({ data: { deleteUserMetadata: null }, codes: ["FORBIDDEN"] });
    expect((await env.zitadel.getMetadata(userId)).size).toBe(3);
  });

  it("returns WRITE_OUTCOME_UNKNOWN when ZITADEL does not respond", { tags: ["embedded"] }, async () => {
    env.emulator.failNext(routes.remove, "reset");
    const { codes } = await remove(["a"]);
    expect(codes).toEqual(["WRITE_OUTCOME_UNKNOWN"]);
  });
});
