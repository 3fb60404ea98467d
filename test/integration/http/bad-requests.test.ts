import { beforeAll, describe, expect, it } from "vitest";
import { type GraphqlResponse, queryEntities, readGraphqlResponse } from "../../support/query.js";
import { useTestEnv } from "../../support/test-env.js";

describe("invalid requests", () => {
  const env = useTestEnv({ MAX_REQUEST_BYTES: "200000" });
  let roadRunner: string;
  beforeAll(() => {
    roadRunner = env.zitadel.directory.user("road-runner");
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
  ])("fails only one entity for a representation %s", async (_, id, message) => {
    const { data, errors } = await queryEntities(env, [roadRunner, id], "metadata { key }", {
      token: env.pat("manager"),
    });
    expect(data).toMatchObject({ _entities: [{ metadata: [{}, {}, {}] }, null] });
    expect(errors).toMatchObject([{ path: ["_entities", 1], extensions: { code: "BAD_USER_INPUT" } }]);
    expect(errors[0]?.message).toContain(message);
    expect(env.takeCalls()).toEqual({ introspect: 1, list: 1 });
  });

  it.each([
    ["of an unknown type", { __typename: "Account", id: "1" }],
    ["of a type that is not an entity", { __typename: "UserMetadataEntry", id: "1" }],
    ["without a type", { id: "1" }],
    ["that is not an object", "1"],
  ])("fails the whole operation for a representation %s", async (_, representation) => {
    const representations = [{ __typename: "User", id: roadRunner }, representation];
    const { data, codes } = await env.query(
      "query ($r: [_Any!]!) { _entities(representations: $r) { ... on User { metadata { key } } } }",
      { token: env.pat("manager"), variables: { r: representations } },
    );
    expect({ data, codes }).toEqual({ data: null, codes: ["BAD_USER_INPUT"] });
    expect(env.takeCalls()).toEqual({});
  });

  it("rejects more than 1,000 representations, also when split over aliases", async () => {
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
  ])("rejects an id that is a JSON number in %s", async (_, query, v) => {
    const { data, codes, errors, status } = await env.query(query, {
      token: env.pat("manager"),
      variables: { v },
    });
    expect({ data, codes, status }).toEqual({ data: undefined, codes: ["BAD_USER_INPUT"], status: 400 });
    expect(errors[0]?.message).toContain("JSON number");
    expect(env.takeCalls()).toEqual({});
  });

  it.each([
    ["an empty id", '{ user(id: "") { id } }'],
    ["an id of 300 characters", `{ user(id: "${"1".repeat(300)}") { id } }`],
    ["U+0000 in an id", '{ user(id: "1\\u0000") { id } }'],
  ])("rejects %s", async (_, query) => {
    const { data, codes } = await env.query(query, { token: env.pat("manager") });
    expect({ data, codes }).toEqual({ data: { user: null }, codes: ["BAD_USER_INPUT"] });
    expect(env.takeCalls()).toEqual({});
  });

  it.each([
    ["offset", "offset: -1"],
    ["limit", "limit: -1"],
  ])("rejects a negative %s", async (argument, args) => {
    const { data, codes, errors } = await queryEntities(env, [roadRunner], `id metadata(${args}) { key }`, {
      token: env.pat("manager"),
    });
    expect({ data, codes }).toEqual({
      data: { _entities: [{ id: roadRunner, metadata: null }] },
      codes: ["BAD_USER_INPUT"],
    });
    expect(errors[0]?.message).toContain(argument);
  });

  describe("at the HTTP layer", () => {
    async function post(
      body: string,
      contentType = "application/json",
      method = "POST",
    ): Promise<GraphqlResponse> {
      const headers = { "content-type": contentType };
      return readGraphqlResponse(await fetch(env.url, { method, headers, body }));
    }

    it.each([
      ["invalid JSON", "{", 400, "BAD_USER_INPUT"],
      ["no content", "", 400, "BAD_USER_INPUT"],
      ["a list of operations", '[{"query":"{ me { id } }"}]', 400, "BAD_USER_INPUT"],
      ["no query", '{"variables":{}}', 400, "BAD_USER_INPUT"],
      ["variables that are not an object", '{"query":"{ me { id } }","variables":1}', 400, "BAD_USER_INPUT"],
      ["invalid GraphQL", '{"query":"{"}', 400, "GRAPHQL_PARSE_FAILED"],
      ["an unknown field", '{"query":"{ you { id } }"}', 400, "GRAPHQL_VALIDATION_FAILED"],
      [
        "an unknown operation name",
        '{"query":"query A { me { id } }","operationName":"B"}',
        400,
        "OPERATION_RESOLUTION_FAILURE",
      ],
      ["a subscription", '{"query":"subscription { x }"}', 400, "BAD_USER_INPUT"],
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
    ])("returns a GraphQL error for a body with %s", async (_, body, status, code) => {
      const response = await post(body);
      expect({ status: response.status, codes: response.codes }).toEqual({ status, codes: [code] });
      expect(response.headers.get("content-type")).toContain("application/json");
      expect(env.takeCalls()).toEqual({});
    });

    it("returns a GraphQL error for another content type, method or path", async () => {
      expect(await post("{}", "text/plain")).toMatchObject({ status: 415, codes: ["BAD_USER_INPUT"] });
      const { status, headers } = await post("{}", "application/json", "PUT");
      expect({ status, allow: headers.get("allow") }).toEqual({ status: 405, allow: "GET, POST" });
      const otherPath = await readGraphqlResponse(await fetch(new URL("/", env.url)));
      expect(otherPath).toMatchObject({ status: 404, codes: ["BAD_USER_INPUT"] });
      expect(otherPath.errors[0]?.message).toContain("POST /graphql");
    });

    it("forbids caching of responses by intermediaries", async () => {
      const { headers } = await env.query("{ me { id } }", { token: await env.login("road-runner") });
      expect(headers.get("cache-control")).toBe("no-store, max-age=0");
      expect(headers.get("vary")).toBe("Authorization");
    });
  });
});
