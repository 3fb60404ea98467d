import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { type GraphqlResponse, setUserMetadata } from "../../support/query.js";
import { useTestEnv } from "../../support/test-env.js";
import { routes } from "../../support/zitadel-calls.js";

const settings = {
  SUBGRAPH_SEARCH: "true",
  SUBGRAPH_LOOKUP: "contractNumber:contract",
  ZITADEL_API_VERSION: "v2",
  MAX_REPRESENTATIONS: "2000",
};
const findOne = "query ($key: String!, $value: String!) { userByMetadata(key: $key, value: $value) { id } }";
const findMany = `query ($where: [UserMetadataCondition!]!) {
  usersByMetadata(where: $where) { nodes { id } }
}`;
const entities = `query ($representations: [_Any!]!) {
  _entities(representations: $representations) { ... on User { id contractNumber } }
}`;

describe("search after a write through the subgraph", { tags: ["embedded"] }, () => {
  const env = useTestEnv(settings);

  it("finds the new value although ZITADEL's search still lags, with the same calls", async () => {
    const { id } = await env.addPerson({ metadata: { contract: "before" } });
    const token = env.pat("manager");
    const value = randomUUID();
    const find = async (text: string): Promise<unknown> =>
      (await env.query(findOne, { token, variables: { key: "contract", value: text } })).data;
    await setUserMetadata(env, token, id, [{ key: "contract", value }]);
    env.emulator.failNext(routes.listUsers, "stale", 3);
    env.takeCalls();
    expect(await find(value)).toEqual({ userByMetadata: { id } });
    expect(env.takeCalls()).toEqual({ introspect: 1, listUsers: 1, list: 1 });
    expect(await find("before")).toEqual({ userByMetadata: null });
    const where = [{ key: "contract", equals: value }];
    const { data } = await env.query(findMany, { token, variables: { where } });
    expect(data).toEqual({ usersByMetadata: { nodes: [{ id }] } });
  });

  it("does not find users whom ZITADEL does not show to the caller", async () => {
    const { id } = await env.addPerson();
    const other = await env.addPerson();
    await setUserMetadata(env, env.pat("manager"), id, [{ key: "contract", value: "private" }]);
    const token = await env.login(other.name);
    env.takeCalls();
    const variables = { key: "contract", value: "private" };
    expect((await env.query(findOne, { token, variables })).data).toEqual({ userByMetadata: null });
    expect(env.takeCalls()).toEqual({ introspect: 1, listUsers: 1 });
  });
});

describe("search for a value of more than 1,000 users", { tags: ["embedded"] }, () => {
  const env = useTestEnv(settings);
  let single: { readonly id: string };
  beforeAll(async () => {
    for (let n = 0; n < 1001; n++) env.emulator.addUser(`many-${n}`, { metadata: { contract: "many" } });
    single = await env.addPerson({ metadata: { contract: "single" } });
  });
  const query = (text: string, variables: Readonly<Record<string, unknown>>): Promise<GraphqlResponse> =>
    env.query(text, { token: env.pat("manager"), variables });
  const lookUp = (numbers: readonly string[]): Promise<GraphqlResponse> =>
    query(entities, {
      representations: numbers.map((contractNumber) => ({ __typename: "User", contractNumber })),
    });

  it("returns TOO_MANY_MATCHES for a list of users, without reading them", async () => {
    env.takeCalls();
    const { codes, errors } = await query(findMany, { where: [{ key: "contract", equals: "many" }] });
    expect(codes).toEqual(["TOO_MANY_MATCHES"]);
    expect(errors[0]?.message).toMatch(/Narrow the search, or run the subgraph with REPLICA=memory/);
    expect(env.takeCalls()).not.toHaveProperty("list");
  });

  it("returns NOT_UNIQUE for one user, and reads only the first matches", async () => {
    env.takeCalls();
    const { codes } = await query(findOne, { key: "contract", value: "many" });
    expect(codes).toEqual(["NOT_UNIQUE"]);
    expect(env.takeCalls()).toEqual({ introspect: 1, listUsers: 1, list: 20 });
  });

  it("returns NOT_UNIQUE in place, and the users of the other representations", async () => {
    const { data, errors } = await lookUp(["many", "single", "none"]);
    expect(data).toEqual({ _entities: [null, { id: single.id, contractNumber: "single" }, null] });
    expect(errors).toMatchObject([{ path: ["_entities", 0], extensions: { code: "NOT_UNIQUE" } }]);
  });

  it("looks up more than 1,000 representations with one search for each 1,000", async () => {
    env.takeCalls();
    const others = Array.from({ length: 1500 }, (_, n) => `none-${n}`);
    const { data, codes } = await lookUp([...others, "single"]);
    expect(codes).toEqual([]);
    expect(data).toMatchObject({ _entities: { length: 1501, 1500: { id: single.id } } });
    expect(env.takeCalls()).toEqual({ introspect: 1, listUsers: 2, list: 1 });
  });
});

describe("search in a ZITADEL without metadata filters", { tags: ["embedded"] }, () => {
  const env = useTestEnv(settings);
  const where = [{ key: "contract", exists: true }];
  const find = (): Promise<GraphqlResponse> =>
    env.query(findMany, { token: env.pat("manager"), variables: { where } });
  const message =
    "This ZITADEL cannot search users by metadata. Use ZITADEL 4.2 or later, or run the subgraph with REPLICA=memory.";

  it("returns NOT_SUPPORTED if ZITADEL rejects the filters", async () => {
    const body = JSON.stringify({
      code: "invalid_argument",
      message: "List.Query.Invalid",
      details: [{ type: "zitadel.v1.ErrorDetail", value: "", debug: { id: "GRPC-vR9nC" } }],
    });
    env.emulator.failNext(routes.listUsers, { status: 400, body });
    const { codes, errors } = await find();
    expect({ codes, message: errors[0]?.message }).toEqual({ codes: ["NOT_SUPPORTED"], message });
  });

  it("returns NOT_SUPPORTED without reading users if ZITADEL ignores the filters", async () => {
    const rows = Array.from({ length: 30 }, (_, n) => ({ userId: `${n}`, details: { resourceOwner: "1" } }));
    const body = JSON.stringify({ details: { totalResult: "30" }, result: rows });
    env.emulator.failNext(routes.listUsers, { status: 200, body }, 2);
    env.takeCalls();
    expect((await find()).codes).toEqual(["NOT_SUPPORTED"]);
    expect(env.takeCalls()).toEqual({ introspect: 1, listUsers: 2 });
  });

  it("checks only once that ZITADEL has the filters", async () => {
    const { id } = await env.addPerson({ metadata: { contract: "1" } });
    const countSearches = async (): Promise<number | undefined> => {
      env.takeCalls();
      const found: unknown = expect.arrayContaining([{ id }]);
      expect((await find()).data).toEqual({ usersByMetadata: { nodes: found } });
      return env.takeCalls().listUsers;
    };
    expect(await countSearches()).toBe(2);
    expect(await countSearches()).toBe(1);
  });
});
