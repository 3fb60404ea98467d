import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { type GraphqlResponse, readGraphqlResponse } from "../../support/query.js";
import { useTestEnv } from "../../support/test-env.js";

const query = "query Mine($id: ID!) { user(id: $id) { id } }";
const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

describe("automatic persisted queries", () => {
  const env = useTestEnv();

  async function post(body: Readonly<Record<string, unknown>>, token?: string): Promise<GraphqlResponse> {
    const headers = {
      "content-type": "application/json",
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    };
    return readGraphqlResponse(await fetch(env.url, { method: "POST", headers, body: JSON.stringify(body) }));
  }

  const withHash = (sha256Hash: unknown, version: unknown = 1): Readonly<Record<string, unknown>> => ({
    extensions: { persistedQuery: { version, sha256Hash } },
  });

  it("executes an operation by its hash after it was sent once, by POST and GET", async () => {
    const token = await env.login("road-runner");
    const id = env.zitadel.directory.user("road-runner");
    const request = { ...withHash(sha256(query)), variables: { id } };
    const unknown = await post(request, token);
    expect(unknown).toMatchObject({ status: 200, data: undefined, codes: ["PERSISTED_QUERY_NOT_FOUND"] });
    expect(unknown.errors[0]?.message).toBe("PersistedQueryNotFound");
    const expected = { data: { user: { id } }, codes: [] };
    expect(await post({ ...request, query }, token)).toMatchObject(expected);
    expect(await post(request, token)).toMatchObject(expected);
    const parameters = new URLSearchParams({
      variables: JSON.stringify(request.variables),
      extensions: JSON.stringify(withHash(sha256(query))["extensions"]),
    });
    const headers = { authorization: `Bearer ${token}`, "apollo-require-preflight": "true" };
    const get = await fetch(`${env.url}?${parameters.toString()}`, { headers });
    expect(await readGraphqlResponse(get)).toMatchObject(expected);
  });

  it("shares the text of an operation between callers, but no result", async () => {
    const mine = "{ me { id } }";
    const [first, second] = ["road-runner", "wile-coyote"];
    await post({ query: mine, ...withHash(sha256(mine)) }, await env.login(first));
    const { data } = await post(withHash(sha256(mine)), await env.login(second));
    expect(data).toEqual({ me: { id: env.zitadel.directory.user(second) } });
    expect((await post(withHash(sha256(mine)))).data).toEqual({ me: null });
  });

  it("does not store an invalid operation", async () => {
    const invalid = "{ unknown }";
    expect((await post({ query: invalid, ...withHash(sha256(invalid)) })).status).toBe(400);
    expect((await post(withHash(sha256(invalid)))).codes).toEqual(["PERSISTED_QUERY_NOT_FOUND"]);
  });

  it.each<[string, Readonly<Record<string, unknown>>]>([
    ["the hash of another operation", { query, ...withHash(sha256("{ __typename }")) }],
    ["an unknown version", { query, ...withHash(sha256(query), 2) }],
    ["a hash that is an object", withHash({ toString: 1 })],
    ["a hash that is a number", withHash(1)],
    ["a hash that is not hex digits", withHash("x".repeat(64))],
    ["no hash", { extensions: { persistedQuery: { version: 1 } } }],
    ["null in place of a hash", { extensions: { persistedQuery: null } }],
    ["a text in place of a hash", { extensions: { persistedQuery: "x" } }],
  ])("returns BAD_USER_INPUT for %s", async (_, body) => {
    expect(await post(body)).toMatchObject({ status: 400, data: undefined, codes: ["BAD_USER_INPUT"] });
  });

  it.each([2, "1", undefined])("says which version is supported, instead of %j", async (version) => {
    const persistedQuery = { version, sha256Hash: sha256(query) };
    const { errors } = await post({ query, extensions: { persistedQuery } });
    expect(errors.map(({ message }) => message)).toEqual(["extensions.persistedQuery.version must be 1."]);
  });
});
