import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type GraphqlResponse, readGraphqlResponse } from "../../support/graphql-response.js";
import { queryEntities } from "../../support/entities.js";
import { startTestEnv, type TestEnv } from "../../support/test-env.js";

describe("a request that makes no sense", () => {
  let env: TestEnv;
  let manager: string;
  let roadRunner: string;
  beforeAll(async () => {
    env = await startTestEnv({ MAX_REQUEST_BYTES: "200000" });
    manager = env.zitadel.directory.personalAccessToken("manager");
    roadRunner = env.zitadel.directory.user("road-runner");
  });
  afterAll(() => env[Symbol.asyncDispose]());
  beforeEach(() => {
    env.takeCalls();
  });

  const nested = (brackets: number): string => "[".repeat(brackets) + "]".repeat(brackets);

  it.each([
    ["without id", undefined, "absent"],
    ["with a null id", null, "null"],
    ["with an id that is a JSON number", 340_000_000_000_000_000, "JSON number"],
    ["with an id that is a list", ["1"], "a list"],
    ["with an empty id", "", "empty"],
    ["with an id of 300 characters", "1".repeat(300), "300 characters"],
    ["with U+0000 in the id", "1\0", "U+0000"],
    ["with half a surrogate pair in the id", "\ud800", "surrogate"],
  ])("is only that entity's failure for a representation %s", async (_, id, words) => {
    const { data, errors } = await queryEntities(env, [roadRunner, id], "metadata { key }", {
      token: manager,
    });
    expect(data).toMatchObject({ _entities: [{ metadata: [{}, {}, {}] }, null] });
    expect(errors).toMatchObject([{ path: ["_entities", 1], extensions: { code: "BAD_USER_INPUT" } }]);
    expect(errors[0]?.message).toContain(words);
    expect(env.takeCalls()).toEqual({ introspect: 1, list: 1 });
  });

  it.each([
    ["an unknown type", { __typename: "Account", id: "1" }],
    ["a type that is no entity", { __typename: "UserMetadataEntry", id: "1" }],
    ["no type", { id: "1" }],
    ["no object", "1"],
  ])("fails as a whole for a representation of %s", async (_, representation) => {
    const representations = [{ __typename: "User", id: roadRunner }, representation];
    const { data, codes } = await env.query(
      "query ($r: [_Any!]!) { _entities(representations: $r) { ... on User { metadata { key } } } }",
      { token: manager, variables: { r: representations } },
    );
    expect({ data, codes }).toEqual({ data: null, codes: ["BAD_USER_INPUT"] });
    expect(env.takeCalls()).toEqual({});
  });

  it("is too large with 1,001 representations, also when they are spread over aliases", async () => {
    const many = (count: number): readonly string[] => Array.from({ length: count }, () => roadRunner);
    const { codes, errors } = await queryEntities(env, many(1001), "id");
    expect(codes).toEqual(["REQUEST_TOO_LARGE"]);
    expect(errors[0]?.message).toMatch(/1001 .*1000 .*MAX_REPRESENTATIONS/);
    expect((await queryEntities(env, many(1000), "id")).errors).toEqual([]);
    const r = many(501).map((id) => ({ __typename: "User", id }));
    const aliased = await env.query(
      "query ($r: [_Any!]!) { a: _entities(representations: $r) { __typename } b: _entities(representations: $r) { __typename } }",
      { variables: { r } },
    );
    expect(aliased).toMatchObject({ data: null, codes: ["REQUEST_TOO_LARGE"] });
  });

  it.each([
    ["user(id:)", "query ($v: ID!) { user(id: $v) { id } }", 340_000_000_000_000_000],
    [
      "an input",
      "mutation ($v: SetUserMetadataInput!) { setUserMetadata(input: $v) { user { id } } }",
      { userId: 340_000_000_000_000_000, entries: [{ key: "a", value: "b" }] },
    ],
    [
      "a variable inside an input",
      'mutation ($v: ID!) { deleteUserMetadata(input: { userId: $v, keys: ["a"] }) { user { id } } }',
      1,
    ],
  ])("is refused for an id that is a JSON number in %s", async (_, query, v) => {
    const { data, codes, errors, status } = await env.query(query, { token: manager, variables: { v } });
    expect({ data, codes, status }).toEqual({ data: undefined, codes: ["BAD_USER_INPUT"], status: 400 });
    expect(errors[0]?.message).toContain("JSON number");
    expect(env.takeCalls()).toEqual({});
  });

  it.each([
    ["an empty id", '{ user(id: "") { id } }'],
    ["an id of 300 characters", `{ user(id: "${"1".repeat(300)}") { id } }`],
    ["U+0000 in an id", '{ user(id: "1\\u0000") { id } }'],
  ])("is refused for %s", async (_, query) => {
    const { data, codes } = await env.query(query, { token: manager });
    expect({ data, codes }).toEqual({ data: { user: null }, codes: ["BAD_USER_INPUT"] });
    expect(env.takeCalls()).toEqual({});
  });

  it.each([
    ["offset", "offset: -1"],
    ["limit", "limit: -1"],
  ])("is refused for a negative %s", async (argument, args) => {
    const { data, codes, errors } = await queryEntities(env, [roadRunner], `id metadata(${args}) { key }`, {
      token: manager,
    });
    expect({ data, codes }).toEqual({
      data: { _entities: [{ id: roadRunner, metadata: null }] },
      codes: ["BAD_USER_INPUT"],
    });
    expect(errors[0]?.message).toContain(argument);
  });

  describe("before GraphQL", () => {
    async function post(
      body: string,
      contentType = "application/json",
      method = "POST",
    ): Promise<GraphqlResponse> {
      const headers = { "content-type": contentType };
      return readGraphqlResponse(
        await fetch(env.url, { method, headers, ...(method === "POST" && { body }) }),
      );
    }

    it.each([
      ["no JSON", "{", 400, "BAD_USER_INPUT"],
      ["nothing", "", 400, "BAD_USER_INPUT"],
      ["a list of operations", '[{"query":"{ me { id } }"}]', 400, "BAD_USER_INPUT"],
      ["no query", '{"variables":{}}', 400, "BAD_USER_INPUT"],
      ["variables that are no object", '{"query":"{ me { id } }","variables":1}', 400, "BAD_USER_INPUT"],
      ["no GraphQL", '{"query":"{"}', 400, "GRAPHQL_PARSE_FAILED"],
      ["an unknown field", '{"query":"{ you { id } }"}', 400, "GRAPHQL_VALIDATION_FAILED"],
      [
        "an unknown operation name",
        '{"query":"query A { me { id } }","operationName":"B"}',
        400,
        "OPERATION_RESOLUTION_FAILURE",
      ],
      ["a subscription", '{"query":"subscription { x }"}', 400, "OPERATION_RESOLUTION_FAILURE"],
      [
        "a variable of the wrong type",
        '{"query":"query ($r: [_Any!]!) { _entities(representations: $r) { __typename } }"}',
        400,
        "BAD_USER_INPUT",
      ],
      ["5,000 nested brackets", nested(5000), 400, "BAD_USER_INPUT"],
      [
        "5,000 nested brackets as a query",
        JSON.stringify({ query: `{ a(b: ${nested(5000)}) }` }),
        400,
        "REQUEST_TOO_LARGE",
      ],
      [
        "more than MAX_REQUEST_BYTES",
        JSON.stringify({ query: "x".repeat(200_000) }),
        413,
        "REQUEST_TOO_LARGE",
      ],
    ])("is told in GraphQL's form for a body of %s", async (_, body, status, code) => {
      const answer = await post(body);
      expect({ status: answer.status, codes: answer.codes }).toEqual({ status, codes: [code] });
      expect(answer.headers.get("content-type")).toContain("application/json");
      expect(env.takeCalls()).toEqual({});
    });

    it("is told so for another content type, another method and another path", async () => {
      expect(await post("{}", "text/plain")).toMatchObject({ status: 415, codes: ["BAD_USER_INPUT"] });
      const get = await post("", "application/json", "GET");
      expect({ status: get.status, allow: get.headers.get("allow") }).toEqual({ status: 405, allow: "POST" });
      const elsewhere = await readGraphqlResponse(await fetch(new URL("/", env.url)));
      expect(elsewhere).toMatchObject({ status: 404, codes: ["BAD_USER_INPUT"] });
      expect(elsewhere.errors[0]?.message).toContain("POST /graphql");
    });

    it("is never kept by anything between us and the client", async () => {
      const { headers } = await env.query("{ me { id } }", { token: await env.login("road-runner") });
      expect(headers.get("cache-control")).toBe("no-store");
      expect(headers.get("vary")).toBe("Authorization");
    });
  });
});
