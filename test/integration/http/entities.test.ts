import { beforeAll, describe, expect, it } from "vitest";
import { queryEntities } from "../../support/query.js";
import { apis, useTestEnv } from "../../support/test-env.js";

const audienceScope = "urn:zitadel:iam:org:project:id:zitadel:aud";

describe.each(apis)("User.metadata of other users with API %s", (api) => {
  const env = useTestEnv({ ZITADEL_API_VERSION: api });
  let ids: Record<"roadRunner" | "wileCoyote" | "porkyPig" | "bugsBunny", string>;
  beforeAll(() => {
    const { user } = env.zitadel.directory;
    ids = {
      roadRunner: user("road-runner"),
      wileCoyote: user("wile-coyote"),
      porkyPig: user("porky-pig"),
      bugsBunny: user("bugs-bunny"),
    };
  });

  it("reads each user once for all representations, aliases and arguments", async () => {
    const selection = `
      metadata { key value }
      plans: metadata(filter: { keys: ["plan"] }) { value }
      page: metadata(offset: 1, limit: 1) { key }
      metadataEntry(key: "contract") { value }
      metadataMap(keys: ["contract", "missing"])`;
    const userIds = [ids.roadRunner, ids.wileCoyote, ids.roadRunner, ids.porkyPig];
    const { data, errors } = await queryEntities(env, userIds, selection, { token: env.pat("manager") });
    expect(errors).toEqual([]);
    const roadRunner = {
      metadata: [
        { key: "contract", value: "10045" },
        { key: "plan", value: "gold" },
        { key: "settings", value: '{"theme":"dark","beta":true}' },
      ],
      plans: [{ value: "gold" }],
      page: [{ key: "plan" }],
      metadataEntry: { value: "10045" },
      metadataMap: { contract: "10045" },
    };
    const wileCoyote = {
      metadata: [
        { key: "contract", value: "10046" },
        { key: "plan", value: "acme-pro" },
      ],
      plans: [{ value: "acme-pro" }],
      page: [{ key: "plan" }],
      metadataEntry: { value: "10046" },
      metadataMap: { contract: "10046" },
    };
    const porkyPig = { metadata: [], plans: [], page: [], metadataEntry: null, metadataMap: {} };
    expect(data).toEqual({ _entities: [roadRunner, wileCoyote, roadRunner, porkyPig] });
    // ZITADEL returns an empty list both for a user without metadata and for one that the caller cannot see.
    expect(env.takeCalls()).toEqual({ introspect: 1, list: 3, getUser: 1 });
  });

  it("fails only the user that ZITADEL rejects", async () => {
    const userIds = [ids.roadRunner, ids.bugsBunny, ids.wileCoyote];
    const { data, errors } = await queryEntities(env, userIds, "id metadata { value }", {
      token: env.pat("manager"),
    });
    expect(data).toMatchObject({
      _entities: [{ metadata: [{}, {}, {}] }, { id: ids.bugsBunny, metadata: null }, { metadata: [{}, {}] }],
    });
    expect(errors).toMatchObject([{ path: ["_entities", 1, "metadata"], extensions: { code: "FORBIDDEN" } }]);
  });

  it("returns FORBIDDEN, not an empty list, when ZITADEL withholds the rows", async () => {
    const token = env.pat("nobody");
    const { data, codes } = await queryEntities(env, [ids.roadRunner], "metadata { value }", { token });
    expect({ data, codes }).toEqual({ data: { _entities: [{ metadata: null }] }, codes: ["FORBIDDEN"] });
  });

  it("returns FORBIDDEN for an unknown id", async () => {
    const { data, codes } = await queryEntities(env, ["999999999999999999"], "id metadata { value }", {
      token: env.pat("manager"),
    });
    expect({ data, codes }).toEqual({
      data: { _entities: [{ id: "999999999999999999", metadata: null }] },
      codes: ["FORBIDDEN"],
    });
  });

  it("requires neither a token nor a call for _service and for entities of which only the id is selected", async () => {
    const { data, errors } = await env.query(
      'query { _service { sdl } _entities(representations: [{ __typename: "User", id: "1" }]) { __typename ... on User { id } } }',
      { token: "not a valid token" },
    );
    expect(errors).toEqual([]);
    expect(data).toMatchObject({
      _service: { sdl: expect.stringContaining("type UserMetadataEntry") },
      _entities: [{ __typename: "User", id: "1" }],
    });
    expect(env.takeCalls()).toEqual({});
  });

  it("returns UNAUTHENTICATED for each user without a token", async () => {
    const { data, codes } = await queryEntities(env, [ids.roadRunner, ids.porkyPig], "metadata { value }");
    expect(data).toEqual({ _entities: [{ metadata: null }, { metadata: null }] });
    expect(codes).toEqual(["UNAUTHENTICATED", "UNAUTHENTICATED"]);
    expect(env.takeCalls()).toEqual({});
  });

  it("names the missing audience scope for each user after one call to userinfo", async () => {
    const token = await env.login("wile-coyote", { scope: "openid" });
    const { errors } = await queryEntities(env, [ids.roadRunner, ids.porkyPig], "metadata { value }", {
      token,
    });
    const extensions = { code: "INSUFFICIENT_SCOPE", scope: audienceScope };
    expect(errors).toMatchObject([{ extensions }, { extensions }]);
    expect(env.takeCalls()).toEqual({ introspect: 1, list: 2, userinfo: 1 });
  });

  it("returns UNAUTHENTICATED for a revoked JWT with a valid signature", { tags: ["embedded"] }, async () => {
    const token = await env.login("wile-coyote", { app: "spa-jwt" });
    env.emulator.revoke(token);
    const { codes } = await queryEntities(env, [ids.roadRunner], "metadata { value }", { token });
    expect(codes).toEqual(["UNAUTHENTICATED"]);
  });

  it.each([
    ["keys", "{ keys: [] }", []],
    ["keys", '{ keys: ["plan", "nothing"] }', ["plan"]],
    ["equals", '{ key: { equals: "Plan" } }', []],
    ["equals, any case", '{ key: { equals: "Plan", ignoreCase: true } }', ["plan"]],
    ["startsWith", '{ key: { startsWith: "con" } }', ["contract"]],
    ["contains", '{ key: { contains: "T", ignoreCase: true } }', ["contract", "settings"]],
    ["endsWith", '{ key: { endsWith: "s" } }', ["settings"]],
    ["% and _, which are not wildcards", '{ key: { contains: "%" } }', []],
    ["all conditions", '{ keys: ["plan", "settings"], key: { contains: "t", endsWith: "s" } }', ["settings"]],
    ["no condition", "{ key: {} }", ["contract", "plan", "settings"]],
    ["null conditions", "{ keys: null, key: { equals: null } }", ["contract", "plan", "settings"]],
  ])("filters by %s: %s", async (_, filter, keys) => {
    const { data, errors } = await queryEntities(
      env,
      [ids.roadRunner],
      `metadata(filter: ${filter}) { key }`,
      {
        token: env.pat("manager"),
      },
    );
    expect(errors).toEqual([]);
    expect(data).toEqual({ _entities: [{ metadata: keys.map((key) => ({ key })) }] });
  });

  it.each([
    ["offset: 1", ["plan", "settings"]],
    ["limit: 1", ["contract"]],
    ["limit: 0", []],
    ["limit: null", ["contract", "plan", "settings"]],
    ["offset: 2, limit: 5", ["settings"]],
    ["offset: 9", []],
    ['filter: { key: { contains: "t" } }, offset: 1', ["settings"]],
  ])("paginates by %s", async (args, keys) => {
    const { data } = await queryEntities(env, [ids.roadRunner], `metadata(${args}) { key }`, {
      token: env.pat("manager"),
    });
    expect(data).toEqual({ _entities: [{ metadata: keys.map((key) => ({ key })) }] });
  });
});
