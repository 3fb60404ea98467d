import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { GraphqlResponse } from "../../support/graphql-response.js";
import { queryEntities } from "../../support/entities.js";
import { deleteUserMetadata, setUserMetadata } from "../../support/mutations.js";
import { withRules } from "../../support/rules.js";
import { apis, startTestEnv, type TestEnv } from "../../support/test-env.js";

// Two users who differ in a key that the caller may not read: nothing that the caller can do tells them apart.

describe.each(apis)("a key that the caller may not read, on the API %s,", (api) => {
  let env: TestEnv;
  let manager: string;
  beforeAll(async () => {
    env = await startTestEnv(
      withRules(
        () => [
          { keys: ["hidden.*"], read: [], write: ["anyone"] },
          { keys: ["secret.*"], read: [], write: [] },
          { keys: ["*"], read: ["anyone"], write: ["anyone"] },
        ],
        { ZITADEL_API_VERSION: api, MAX_USER_METADATA_BYTES: String(1024 * 1024) },
      ),
    );
    manager = env.zitadel.directory.personalAccessToken("manager");
  });
  afterAll(() => env[Symbol.asyncDispose]());

  const hidden = { "hidden.a": "1", "secret.b": "2" };

  /** What the caller is answered about such a user, without the user's id, and the calls that were made for it. */
  async function observe(
    metadata: Record<string, string>,
    act: (id: string) => Promise<GraphqlResponse>,
  ): Promise<{ readonly answer: string; readonly calls: readonly string[] }> {
    const { id } = await env.addPerson({ metadata });
    env.takePaths();
    const { data, errors } = await act(id);
    // Entry ids are made from the user's.
    const answer = JSON.stringify({ data, errors })
      .replaceAll(id, "ID")
      .replaceAll(/"[\w-]{40,}"/g, '"ENTRY"');
    return { answer, calls: env.takePaths().map((path) => path.replaceAll(id, "ID")) };
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

  const owners = [
    ["others", { plan: "gold", team: "x" }],
    ["no others", {}],
  ] as const;

  it.each(
    owners.flatMap(([what, shown]) => selections.map((selection) => [what, selection, shown] as const)),
  )("beside %s: is absent from %s, which calls the same", async (_, selection, shown) => {
    const ask = (id: string): Promise<GraphqlResponse> =>
      queryEntities(env, [id], selection, { token: manager });
    const seen = await observe(shown, ask);
    const dates = /\d{4}-\d\d-\d\dT[\d:.]+Z/g;
    const { answer, calls } = await observe({ ...shown, ...hidden }, ask);
    expect(answer.replaceAll(dates, "DATE")).toBe(seen.answer.replaceAll(dates, "DATE"));
    expect(calls).toEqual(seen.calls);
  });

  it("counts for no limit", async () => {
    const large = Object.fromEntries(["a", "b", "c"].map((it) => [`secret.${it}`, it.repeat(450_000)]));
    const ask = (id: string): Promise<GraphqlResponse> =>
      queryEntities(env, [id], "metadata { key }", { token: manager });
    expect(await observe({ plan: "gold", ...large }, ask)).toEqual(await observe({ plan: "gold" }, ask));
  });

  it.each(owners)("beside %s: is set without its being told what stands there now", async (_, shown) => {
    const set = (id: string): Promise<GraphqlResponse> =>
      setUserMetadata(env, manager, id, [
        { key: "hidden.a", value: "3" },
        { key: "nick", value: "ada" },
      ]);
    const seen = await observe(shown, set);
    expect(seen.answer).toContain('"entries":[{"id":"ENTRY","key":"nick"');
    expect(seen.answer).not.toContain("hidden");
    expect(await observe({ ...shown, ...hidden }, set)).toEqual(seen);
  });

  const deletions = [["hidden.a"], ["hidden.a", "hidden.c"], ["hidden.a", "plan"], ["plan", "hidden.z"]];
  it.each(deletions.map((keys) => [keys]))(
    "is deleted, with %j, without its being told whether it was there",
    async (keys) => {
      const remove = (id: string): Promise<GraphqlResponse> => deleteUserMetadata(env, manager, id, keys);
      const seen = await observe({ plan: "gold" }, remove);
      expect(seen.answer).not.toContain("hidden");
      expect(await observe({ plan: "gold", ...hidden }, remove)).toEqual(seen);
    },
  );

  it("does not keep another from being deleted, however large it is", async () => {
    const large = Object.fromEntries(["a", "b", "c"].map((it) => [`secret.${it}`, it.repeat(450_000)]));
    const remove = (id: string): Promise<GraphqlResponse> =>
      deleteUserMetadata(env, manager, id, ["hidden.a", "plan"]);
    expect(await observe({ plan: "gold", ...large }, remove)).toEqual(
      await observe({ plan: "gold" }, remove),
    );
  });

  it("makes no difference to deleting what is not there", async () => {
    const remove = (id: string): Promise<GraphqlResponse> => deleteUserMetadata(env, manager, id, ["a", "b"]);
    expect(await observe({ "secret.b": "2" }, remove)).toEqual(await observe({}, remove));
  });

  it("is gone after it was deleted so, and the others stand", async () => {
    const { id } = await env.addPerson({ metadata: { plan: "gold", ...hidden } });
    const { data } = await deleteUserMetadata(env, manager, id, ["hidden.a"]);
    expect(data).toMatchObject({
      deleteUserMetadata: { deletedKeys: [], deletedEntryIds: [], userErrors: [] },
    });
    expect([...(await env.zitadel.metadataOf(id)).keys()].sort()).toEqual(["plan", "secret.b"]);
  });

  it("is refused for writing whether or not it is there", async () => {
    const set = (id: string): Promise<GraphqlResponse> =>
      setUserMetadata(env, manager, id, [{ key: "secret.b", value: "x" }]);
    const remove = (id: string): Promise<GraphqlResponse> =>
      deleteUserMetadata(env, manager, id, ["secret.b"]);
    for (const act of [set, remove]) {
      const seen = await observe({}, act);
      expect(seen.answer).toContain("KEY_NOT_WRITABLE");
      expect(await observe(hidden, act)).toEqual(seen);
    }
  });

  it("is all there is: that is an empty list, not a refusal, where a rule admits the caller", async () => {
    const ask = (id: string): Promise<GraphqlResponse> =>
      queryEntities(env, [id], "metadata { key }", { token: manager });
    expect((await observe(hidden, ask)).answer).toBe('{"data":{"_entities":[{"metadata":[]}]},"errors":[]}');
  });
});
