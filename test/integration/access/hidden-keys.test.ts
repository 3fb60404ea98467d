import { describe, expect, it } from "vitest";
import {
  deleteUserMetadata,
  type GraphqlResponse,
  queryEntities,
  setUserMetadata,
} from "../../support/query.js";
import { apis, withRules, useTestEnv } from "../../support/test-env.js";

// Two users that differ only in keys hidden from the caller must be indistinguishable to the caller.

describe.each(apis)("hidden keys with API %s", (api) => {
  const env = useTestEnv(
    withRules(
      () => [
        { keys: ["hidden.*"], read: [], write: ["anyone"] },
        { keys: ["secret.*"], read: [], write: [] },
        { keys: ["*"], read: ["anyone"], write: ["anyone"] },
      ],
      { ZITADEL_API_VERSION: api, MAX_USER_METADATA_BYTES: String(1024 * 1024) },
    ),
  );

  const hidden = { "hidden.a": "1", "secret.b": "2" };
  /** More than MAX_USER_METADATA_BYTES. */
  const large = Object.fromEntries(
    ["a", "b", "c"].map((letter) => [`secret.${letter}`, letter.repeat(450_000)]),
  );

  /** Response for a user with this metadata and the calls made for it. User id and entry ids are masked. */
  async function observe(
    metadata: Record<string, string>,
    operation: (id: string) => Promise<GraphqlResponse>,
  ): Promise<{ readonly response: string; readonly calls: readonly string[] }> {
    const { id } = await env.addPerson({ metadata });
    env.takePaths();
    const { data, errors } = await operation(id);
    // Entry ids contain the user id.
    const response = JSON.stringify({ data, errors })
      .replaceAll(id, "ID")
      .replaceAll(/"[\w-]{40,}"/g, '"ENTRY"');
    return { response, calls: env.takePaths().map((path) => path.replaceAll(id, "ID")) };
  }

  const selections = [
    "metadata { key value }",
    "metadata(offset: 1) { key }",
    "metadata(limit: 1) { key }",
    'metadata(filter: { keys: ["hidden.a", "plan"] }) { key }',
    'metadata(filter: { key: { startsWith: "h" } }) { key }',
    'metadataEntry(key: "hidden.a") { id value }',
    "metadataMap",
    'metadataMap(keys: ["secret.b"])',
    "metadata { createdAt }",
  ];

  const visibleMetadata = [
    ["with other keys", { plan: "gold", team: "x" }],
    ["without other keys", {}],
  ] as const;

  it.each(
    visibleMetadata.flatMap(([name, visible]) =>
      selections.map((selection) => [name, selection, visible] as const),
    ),
  )("omits hidden keys of a user %s from %s, with the same calls", async (_, selection, visible) => {
    const read = (id: string): Promise<GraphqlResponse> =>
      queryEntities(env, [id], selection, { token: env.pat("manager") });
    const expected = await observe(visible, read);
    const dates = /\d{4}-\d\d-\d\dT[\d:.]+Z/g;
    const { response, calls } = await observe({ ...visible, ...hidden }, read);
    expect(response.replaceAll(dates, "DATE")).toBe(expected.response.replaceAll(dates, "DATE"));
    expect(calls).toEqual(expected.calls);
  });

  it("does not count hidden keys toward MAX_USER_METADATA_BYTES", async () => {
    const read = (id: string): Promise<GraphqlResponse> =>
      queryEntities(env, [id], "metadata { key }", { token: env.pat("manager") });
    expect(await observe({ plan: "gold", ...large }, read)).toEqual(await observe({ plan: "gold" }, read));
  });

  it("does not count hidden keys of the caller toward MAX_USER_METADATA_BYTES", async () => {
    const { name } = await env.addPerson({ metadata: { plan: "gold", ...large } });
    const token = await env.login(name);
    env.takeCalls();
    expect(await env.query("{ me { metadata { key } } }", { token })).toMatchObject({
      codes: [],
      data: { me: { metadata: [{ key: "plan" }] } },
    });
    expect(env.takeCalls()).toEqual({ introspect: 1, userinfo: 1 });
  });

  it.each(visibleMetadata)(
    "sets a hidden key of a user %s without revealing its existence or value",
    async (_, visible) => {
      const set = (id: string): Promise<GraphqlResponse> =>
        setUserMetadata(env, env.pat("manager"), id, [
          { key: "hidden.a", value: "3" },
          { key: "nick", value: "ada" },
        ]);
      const expected = await observe(visible, set);
      expect(expected.response).toContain('"entries":[{"id":"ENTRY","key":"nick"');
      expect(expected.response).not.toContain("hidden");
      expect(await observe({ ...visible, ...hidden }, set)).toEqual(expected);
    },
  );

  const deletions = [["hidden.a"], ["hidden.a", "hidden.c"], ["hidden.a", "plan"], ["plan", "hidden.z"]];
  it.each(deletions.map((keys) => [keys]))(
    "deletes %j without revealing whether the hidden key existed",
    async (keys) => {
      const remove = (id: string): Promise<GraphqlResponse> =>
        deleteUserMetadata(env, env.pat("manager"), id, keys);
      const expected = await observe({ plan: "gold" }, remove);
      expect(expected.response).not.toContain("hidden");
      expect(await observe({ plan: "gold", ...hidden }, remove)).toEqual(expected);
    },
  );

  it("deletes visible keys regardless of the size of hidden keys", async () => {
    const large = Object.fromEntries(
      ["a", "b", "c"].map((letter) => [`secret.${letter}`, letter.repeat(450_000)]),
    );
    const remove = (id: string): Promise<GraphqlResponse> =>
      deleteUserMetadata(env, env.pat("manager"), id, ["hidden.a", "plan"]);
    expect(await observe({ plan: "gold", ...large }, remove)).toEqual(
      await observe({ plan: "gold" }, remove),
    );
  });

  it("returns the same for deleting missing keys with and without hidden keys", async () => {
    const remove = (id: string): Promise<GraphqlResponse> =>
      deleteUserMetadata(env, env.pat("manager"), id, ["a", "b"]);
    expect(await observe({ "secret.b": "2" }, remove)).toEqual(await observe({}, remove));
  });

  it("deletes a hidden key without reporting it and keeps the other keys", async () => {
    const { id } = await env.addPerson({ metadata: { plan: "gold", ...hidden } });
    const { data } = await deleteUserMetadata(env, env.pat("manager"), id, ["hidden.a"]);
    expect(data).toMatchObject({
      deleteUserMetadata: { deletedKeys: [], deletedEntryIds: [], userErrors: [] },
    });
    expect([...(await env.zitadel.getMetadata(id)).keys()].sort()).toEqual(["plan", "secret.b"]);
  });

  it("rejects a write to a hidden key whether or not it exists", async () => {
    const set = (id: string): Promise<GraphqlResponse> =>
      setUserMetadata(env, env.pat("manager"), id, [{ key: "secret.b", value: "x" }]);
    const remove = (id: string): Promise<GraphqlResponse> =>
      deleteUserMetadata(env, env.pat("manager"), id, ["secret.b"]);
    for (const operation of [set, remove]) {
      const expected = await observe({}, operation);
      expect(expected.response).toContain("KEY_NOT_WRITABLE");
      expect(await observe(hidden, operation)).toEqual(expected);
    }
  });

  it("returns an empty list, not FORBIDDEN, for a user with hidden keys only if a rule admits the caller", async () => {
    const read = (id: string): Promise<GraphqlResponse> =>
      queryEntities(env, [id], "metadata { key }", { token: env.pat("manager") });
    expect((await observe(hidden, read)).response).toBe(
      '{"data":{"_entities":[{"metadata":[]}]},"errors":[]}',
    );
  });
});
