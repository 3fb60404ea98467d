import { beforeAll, describe, expect, it } from "vitest";
import { type GraphqlResponse, readGraphqlResponse } from "../../support/query.js";
import { linesOf } from "../../support/observability.js";
import { startTestEnv, useTestEnv } from "../../support/test-env.js";

const query =
  "query Of($id: ID!, $keys: [String!]) { user(id: $id) { id metadata(filter: {keys: $keys}) { key } } }";
const mutation = 'mutation { deleteUserMetadata(input: { userId: "1", keys: ["plan"] }) { deletedKeys } }';
/** Headers that a page of another origin cannot send without a CORS preflight. */
const preflight = { "apollo-require-preflight": "true" };

describe("GET requests", () => {
  const env = useTestEnv();
  let token: string;
  let id: string;
  beforeAll(async () => {
    token = await env.login("road-runner");
    id = env.zitadel.directory.user("road-runner");
  });

  async function get(
    parameters: Readonly<Record<string, string>> | string,
    headers: Readonly<Record<string, string>> = preflight,
  ): Promise<GraphqlResponse> {
    const text = typeof parameters === "string" ? parameters : new URLSearchParams(parameters).toString();
    return readGraphqlResponse(await fetch(`${env.url}?${text}`, { headers }));
  }

  it("returns the result of a query with variables, for this caller only", async () => {
    const variables = JSON.stringify({ id, keys: ["plan"] });
    const parameters = { query, operationName: "Of", variables };
    const result = await get(parameters, { ...preflight, authorization: `Bearer ${token}` });
    expect(result).toMatchObject({
      status: 200,
      data: { user: { id, metadata: [{ key: "plan" }] } },
      codes: [],
    });
    expect(result.headers.get("cache-control")).toBe("no-store, max-age=0");
    expect(result.headers.get("vary")).toContain("Authorization");
    expect(await get(parameters)).toMatchObject({ data: { user: null }, codes: ["UNAUTHENTICATED"] });
    expect(linesOf(env, "operation").slice(-2)).toMatchObject([
      { operation: "Of", operationType: "query", errorCodes: {} },
      { operation: "Of", operationType: "query", errorCodes: { UNAUTHENTICATED: 1 } },
    ]);
  });

  it.each([
    ["apollo-require-preflight", "true", 200],
    ["x-apollo-operation-name", "Of", 200],
    ["content-type", "application/json", 200],
    ["apollo-require-preflight", "", 400],
    ["content-type", "text/plain", 400],
    ["content-type", "application/graphql", 415],
    ["accept", "application/json", 400],
  ])("decides by headers that force a CORS preflight: %s: %s has status %i", async (name, value, status) => {
    const response = await get({ query: "{ __typename }" }, { [name]: value });
    const codes = status === 200 ? [] : ["BAD_USER_INPUT"];
    expect({ status: response.status, codes: response.codes }).toEqual({ status, codes });
    expect(response.data).toEqual(status === 200 ? { __typename: "Query" } : undefined);
  });

  it("rejects mutations with 405 and does not execute them", async () => {
    env.takeCalls();
    const { status, headers, codes, data } = await get(
      { query: mutation },
      { ...preflight, authorization: `Bearer ${token}` },
    );
    expect({ status, allow: headers.get("allow"), codes, data }).toEqual({
      status: 405,
      allow: "POST",
      codes: ["BAD_USER_INPUT"],
      data: undefined,
    });
    expect(env.takeCalls()).toEqual({});
  });

  it.each([
    ["no query", ""],
    ["an empty query", "query="],
    ["two queries", "query={__typename}&query={me{id}}"],
    ["variables that are not JSON", "query={__typename}&variables={"],
    ["variables that are a list", "query={__typename}&variables=[]"],
    ["extensions that are not JSON", "query={__typename}&extensions={"],
    ["text that is not UTF-8", 'query={user(id:"%FC"){id}}'],
    ["an id that is a JSON number", 'query=query($id:ID!){user(id:$id){id}}&variables={"id":1}'],
    ["a hash that is not text", 'extensions={"persistedQuery":{"version":1,"sha256Hash":{"toString":1}}}'],
    [
      "a hash beside a query that is not text",
      'query={__typename}&extensions={"persistedQuery":{"version":1,"sha256Hash":1}}',
    ],
  ])("returns BAD_USER_INPUT for %s", async (_, parameters) => {
    const { status, codes, data } = await get(parameters);
    expect({ status, codes, data }).toEqual({ status: 400, codes: ["BAD_USER_INPUT"], data: undefined });
  });

  it.each([
    ["an empty operation name", { operationName: "" }],
    ["variables and extensions that are null", { variables: "null", extensions: "null" }],
  ])("treats %s as none", async (_, parameters) => {
    expect(await get({ query: "query Of { __typename }", ...parameters })).toMatchObject({
      status: 200,
      data: { __typename: "Query" },
    });
  });

  it("applies the limits of documents", async () => {
    const deep = await get({ query: "{ a ".repeat(20) + "}".repeat(20) });
    expect(deep).toMatchObject({ status: 400, codes: ["REQUEST_TOO_LARGE"] });
    const aliases = Array.from({ length: 51 }, (_, n) => `a${n}: __typename`).join(" ");
    expect(await get({ query: `{ ${aliases} }` })).toMatchObject({ codes: ["REQUEST_TOO_LARGE"] });
  });

  it("is guarded by the router secret", async () => {
    await using guarded = await startTestEnv({ ROUTER_SECRET: "s3cret" });
    const url = `${guarded.url}?query={__typename}`;
    const [without, withSecret] = await Promise.all(
      [preflight, { ...preflight, "x-router-secret": "s3cret" }].map(async (headers) =>
        readGraphqlResponse(await fetch(url, { headers })),
      ),
    );
    expect(without).toMatchObject({ status: 403, codes: ["FORBIDDEN"] });
    expect(withSecret).toMatchObject({ status: 200, data: { __typename: "Query" } });
  });
});
