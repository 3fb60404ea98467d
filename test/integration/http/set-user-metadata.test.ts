import { beforeEach, describe, expect, it } from "vitest";
import { type GraphqlResponse, setUserMetadata } from "../../support/query.js";
import { routes } from "../../support/zitadel-calls.js";
import { apis, startTestEnv, useTestEnv } from "../../support/test-env.js";

describe.each(apis)("setUserMetadata with API %s", (api) => {
  const env = useTestEnv({ ZITADEL_API_VERSION: api });
  let userId: string;
  beforeEach(async () => {
    userId = (await env.addPerson({ metadata: { kept: "as it was", old: "1" } })).id;
    env.takeCalls();
  });

  const set = (
    entries: readonly unknown[],
    token = env.pat("manager"),
    id = userId,
  ): Promise<GraphqlResponse> => setUserMetadata(env, token, id, entries);

  it("sets all entries with one call and returns the resulting list", async () => {
    const { data, errors } = await set([
      { key: "old", value: "2" },
      { key: "neu/ß?", value: "ü 🚀" },
      { key: "__proto__", valueBase64: "-_-_" },
      { key: "null counts as absent", value: "x", valueBase64: null },
    ]);
    expect(errors).toEqual([]);
    expect(data).toMatchObject({
      setUserMetadata: {
        user: {
          id: userId,
          metadata: [
            { key: "__proto__", value: null },
            { key: "kept", value: "as it was" },
            { key: "neu/ß?", value: "ü 🚀" },
            { key: "null counts as absent", value: "x" },
            { key: "old", value: "2" },
          ],
        },
        entries: [
          { key: "old", value: "2", valueBase64: "Mg==" },
          { key: "neu/ß?", value: "ü 🚀" },
          { key: "__proto__", value: null, valueBase64: "+/+/" },
          { key: "null counts as absent", value: "x" },
        ],
        userErrors: [],
      },
    });
    expect(env.takeCalls()).toEqual({ introspect: 1, set: 1, list: 1 });
  });

  it("does not read the list when only the written entries are selected", async () => {
    const query = `mutation ($input: SetUserMetadataInput!) { setUserMetadata(input: $input) { user { id } entries { key } } }`;
    const input = { userId, entries: [{ key: "a", value: "b" }] };
    expect((await env.query(query, { token: env.pat("manager"), variables: { input } })).errors).toEqual([]);
    expect(env.takeCalls()).toEqual({ introspect: 1, set: 1 });
  });

  it("returns the dates of the written entries when they are selected", async () => {
    const query = `mutation ($input: SetUserMetadataInput!) { setUserMetadata(input: $input) { entries { value createdAt updatedAt } } }`;
    const input = { userId, entries: [{ key: "a", value: "b" }] };
    const { data } = await env.query(query, { token: env.pat("manager"), variables: { input } });
    const date = expect.stringMatching(/^\d{4}-/);
    expect(data).toEqual({
      setUserMetadata: { entries: [{ value: "b", createdAt: date, updatedAt: date }] },
    });
  });

  it("reports a successful write even if the read after it fails", { tags: ["embedded"] }, async () => {
    env.emulator.failNext(routes.list, { status: 503 });
    const { data, errors } = await set([{ key: "a", value: "b" }]);
    expect(data).toMatchObject({
      setUserMetadata: {
        user: { id: userId, metadata: null },
        entries: [{ key: "a", value: "b" }],
        userErrors: [],
      },
    });
    expect(errors).toMatchObject([
      { path: ["setUserMetadata", "user", "metadata"], extensions: { code: "UPSTREAM_UNAVAILABLE" } },
    ]);
  });

  it("reads the list instead of userinfo after the caller's own write, because userinfo lags behind", async () => {
    // No other test reads the metadata of other-manager.
    const { user } = env.zitadel.directory;
    const token = env.pat("other-manager");
    await set([{ key: "theme", value: "dark" }], token, user("other-manager"));
    env.takeCalls();
    await env.query("{ me { metadata { key } } }", { token });
    expect(env.takeCalls()).toEqual({ introspect: 1, list: 1 });
  });

  it("reads an own write by list even if SELF_READ_ORDER lacks it", { tags: ["embedded"] }, async () => {
    await using lagging = await startTestEnv({ ZITADEL_API_VERSION: api, SELF_READ_ORDER: "userinfo" });
    const { user } = lagging.zitadel.directory;
    lagging.emulator.failNext(routes.userinfo, "stale", Number.POSITIVE_INFINITY);
    const { data } = await setUserMetadata(lagging, lagging.pat("other-manager"), user("other-manager"), [
      { key: "theme", value: "dark" },
    ]);
    expect(data).toMatchObject({
      setUserMetadata: { user: { metadata: [{ key: "theme", value: "dark" }] } },
    });
  });

  it("keeps reading userinfo after another caller's write to the user was rejected", async () => {
    const roadRunner = env.zitadel.directory.user("road-runner");
    await set([{ key: "a", value: "b" }], env.pat("nobody"), roadRunner);
    const token = await env.login("road-runner");
    env.takeCalls();
    await env.query("{ me { metadata { key } } }", { token });
    expect(env.takeCalls()).toEqual({ introspect: 1, userinfo: 1 });
  });

  it("executes several mutations of a request in order and returns the state after each", async () => {
    const query = `mutation ($userId: ID!) {
      one: setUserMetadata(input: { userId: $userId, entries: [{ key: "n", value: "1" }] }) { user { metadataMap } }
      two: setUserMetadata(input: { userId: $userId, entries: [{ key: "n", value: "2" }] }) { user { metadataMap } }
      three: deleteUserMetadata(input: { userId: $userId, keys: ["n"] }) { user { metadataMap } }
    }`;
    const { data } = await env.query(query, { token: env.pat("manager"), variables: { userId } });
    const before = { kept: "as it was", old: "1" };
    expect(data).toEqual({
      one: { user: { metadataMap: { ...before, n: "1" } } },
      two: { user: { metadataMap: { ...before, n: "2" } } },
      three: { user: { metadataMap: before } },
    });
  });

  it("returns USER_NOT_FOUND for an unknown user", async () => {
    const { data, errors } = await set([{ key: "a", value: "b" }], env.pat("manager"), "999999999999999999");
    expect(errors).toEqual([]);
    expect(data).toMatchObject({
      setUserMetadata: {
        user: null,
        entries: [],
        userErrors: [{ code: "USER_NOT_FOUND", field: ["userId"], key: null }],
      },
    });
  });

  it.each([
    ["a viewer", "viewer"],
    ["a user without a role", "nobody"],
  ])("returns FORBIDDEN for %s and changes nothing", async (_, person) => {
    const { data, codes } = await set([{ key: "a", value: "b" }], env.pat(person));
    expect({ data, codes }).toEqual({ data: { setUserMetadata: null }, codes: ["FORBIDDEN"] });
    expect([...(await env.zitadel.getMetadata(userId)).keys()]).toEqual(["kept", "old"]);
  });

  it("changes nothing for a manager of another organization: FORBIDDEN with v2, USER_NOT_FOUND with v1", async () => {
    const { data, codes } = await set([{ key: "a", value: "b" }], env.pat("other-manager"));
    if (api === "v2")
      expect({ data, codes }).toEqual({ data: { setUserMetadata: null }, codes: ["FORBIDDEN"] });
    else
      expect(data).toMatchObject({
        setUserMetadata: { user: null, userErrors: [{ code: "USER_NOT_FOUND" }] },
      });
    expect([...(await env.zitadel.getMetadata(userId)).keys()]).toEqual(["kept", "old"]);
  });

  it("returns FORBIDDEN for the caller's own metadata without a role in ZITADEL", async () => {
    const token = await env.login("road-runner");
    const userId = env.zitadel.directory.user("road-runner");
    const { codes } = await set([{ key: "a", value: "b" }], token, userId);
    expect(codes).toEqual(["FORBIDDEN"]);
  });

  it("returns UNAUTHENTICATED without a token", async () => {
    const { data, codes } = await setUserMetadata(env, undefined, userId, []);
    expect({ data, codes }).toEqual({ data: { setUserMetadata: null }, codes: ["UNAUTHENTICATED"] });
    expect(env.takeCalls()).toEqual({});
  });

  it.each([
    ["a reset connection", "reset", "WRITE_OUTCOME_UNKNOWN"],
    ["502", { status: 502, body: "<html>", contentType: "text/html" }, "WRITE_OUTCOME_UNKNOWN"],
    ["500 without a known reason", { status: 500, body: "{}" }, "WRITE_OUTCOME_UNKNOWN"],
    ["a redirect", { redirect: "http://localhost:1/" }, "WRITE_OUTCOME_UNKNOWN"],
    ["a proxy's page", { status: 200, body: "<html>", contentType: "text/html" }, "WRITE_OUTCOME_UNKNOWN"],
    ["429", { status: 429, body: "{}" }, "UPSTREAM_RATE_LIMITED"],
  ] as const)("returns the matching code after %s", { tags: ["embedded"] }, async (_, fault, code) => {
    env.emulator.failNext(routes.set, fault);
    const { data, codes } = await set([{ key: "a", value: "b" }]);
    expect({ data, codes }).toEqual({ data: { setUserMetadata: null }, codes: [code] });
  });
});
