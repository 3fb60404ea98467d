import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import type { GraphqlResponse } from "../../support/query.js";
import { useTestEnv } from "../../support/test-env.js";

const settings = {
  SUBGRAPH_SEARCH: "true",
  SUBGRAPH_LOOKUP: "contractNumber:contract",
  ZITADEL_API_VERSION: "v2",
};
const findOne = "query ($key: String!, $value: String!) { userByMetadata(key: $key, value: $value) { id } }";
const findMany = `query ($where: [UserMetadataCondition!]!, $first: Int! = 20, $after: String) {
  usersByMetadata(where: $where, first: $first, after: $after) { nodes { id } hasNextPage endCursor }
}`;
const entities = `query ($representations: [_Any!]!) {
  _entities(representations: $representations) { ... on User { id contractNumber } }
}`;
const page = z.object({
  usersByMetadata: z.object({
    nodes: z.array(z.object({ id: z.string() })),
    hasNextPage: z.boolean(),
    endCursor: z.string().nullable(),
  }),
});

describe("search of users by metadata", () => {
  const env = useTestEnv(settings);
  const ids: string[] = [];
  beforeAll(async () => {
    for (let n = 0; n < 5; n++) {
      const metadata = { contract: `A${n}`, team: n < 3 ? "red" : "blue", ...(n === 0 && { vip: "yes" }) };
      ids.push((await env.addPerson({ metadata })).id);
    }
    ids.push((await env.addPerson({ metadata: { contract: "A4", note: "x" } })).id);
  });
  const query = (text: string, variables: Readonly<Record<string, unknown>>): Promise<GraphqlResponse> =>
    env.query(text, { token: env.pat("manager"), variables });
  const find = async (
    where: readonly unknown[],
    more: Readonly<Record<string, unknown>> = {},
  ): Promise<z.infer<typeof page>["usersByMetadata"]> =>
    page.parse((await query(findMany, { where, ...more })).data).usersByMetadata;
  const found = async (where: readonly unknown[]): Promise<readonly string[]> =>
    (await find(where)).nodes.map(({ id }) => id);
  const lookUp = (numbers: readonly unknown[]): Promise<GraphqlResponse> =>
    query(entities, {
      representations: numbers.map((contractNumber) => ({ __typename: "User", contractNumber })),
    });

  it("finds the one user with a value, and none for another value", async () => {
    expect((await query(findOne, { key: "contract", value: "A1" })).data).toEqual({
      userByMetadata: { id: ids[1] },
    });
    expect(env.takeCalls()).toEqual({ introspect: 1, listUsers: 1, list: 1 });
    for (const value of ["a1", "A", "", "A1 "]) {
      const { data, codes } = await query(findOne, { key: "contract", value });
      expect({ data, codes }).toEqual({ data: { userByMetadata: null }, codes: [] });
    }
  });

  it("returns NOT_UNIQUE if several users have the value", async () => {
    const { data, codes } = await query(findOne, { key: "contract", value: "A4" });
    expect({ data, codes }).toEqual({ data: { userByMetadata: null }, codes: ["NOT_UNIQUE"] });
  });

  it("intersects conditions, and orders users by their ids", async () => {
    const sorted = (indexes: readonly number[]): unknown => indexes.map((n) => ids[n]).sort();
    expect(await found([{ key: "team", equals: "red" }])).toEqual(sorted([0, 1, 2]));
    expect(
      await found([
        { key: "team", equals: "red" },
        { key: "contract", in: ["A0", "A0", "A3", "A2"] },
      ]),
    ).toEqual(sorted([0, 2]));
    expect(await found([{ key: "contract", equalsBase64: "QTQ" }])).toEqual(sorted([4, 5]));
    expect(
      await found([
        { key: "team", equals: "red" },
        { key: "vip", exists: true },
      ]),
    ).toEqual(sorted([0]));
    expect(
      await found([
        { key: "team", equals: "red" },
        { key: "vip", exists: false },
      ]),
    ).toEqual(sorted([1, 2]));
    expect(await found([{ key: "team", in: [] }])).toEqual([]);
  });

  it("returns pages", async () => {
    const where = [{ key: "team", exists: true }];
    const first = await find(where, { first: 3 });
    expect(first).toMatchObject({ hasNextPage: true });
    const second = await find(where, { first: 3, after: first.endCursor });
    expect(second).toMatchObject({ hasNextPage: false });
    expect([...first.nodes, ...second.nodes].map(({ id }) => id)).toEqual(ids.slice(0, 5).sort());
    const end = await find(where, { after: second.endCursor });
    expect(end).toEqual({ nodes: [], hasNextPage: false, endCursor: null });
  });

  it("resolves a page of entities by the second key with one search and one read per user", async () => {
    const { data, codes } = await lookUp([
      "A2",
      "A0",
      "missing",
      "A1",
      "A0",
      ...Array.from({ length: 95 }, (_, n) => `B${n}`),
    ]);
    const entity = (n: number): unknown => ({ id: ids[n], contractNumber: `A${n}` });
    expect(codes).toEqual([]);
    expect(data).toEqual({
      _entities: [entity(2), entity(0), null, entity(1), entity(0), ...Array<unknown>(95).fill(null)],
    });
    expect(env.takeCalls()).toEqual({ introspect: 1, listUsers: 1, list: 3 });
  });

  it("returns errors in place for values that are not unique or too long", async () => {
    const { data, codes } = await lookUp(["A4", "A1", "x".repeat(201)]);
    expect(data).toMatchObject({ _entities: [null, { id: ids[1] }, null] });
    expect([...codes].sort()).toEqual(["NOT_SUPPORTED", "NOT_UNIQUE"]);
  });

  it.each([1, null, undefined, {}, "\ud800"])(
    "rejects the representation with the second key %j",
    async (value) => {
      expect((await lookUp([value])).codes).toEqual(["BAD_USER_INPUT"]);
    },
  );

  it("resolves both keys in one request", async () => {
    const representations = [
      { __typename: "User", id: ids[0] },
      { __typename: "User", contractNumber: "A1" },
    ];
    expect((await query(entities, { representations })).data).toMatchObject({
      _entities: [{ id: ids[0], contractNumber: "A0" }, { id: ids[1] }],
    });
  });

  it("requires an access token", async () => {
    expect((await env.query(findOne, { variables: { key: "contract", value: "A1" } })).codes).toEqual([
      "UNAUTHENTICATED",
    ]);
  });
});

describe("search with API v1", () => {
  const env = useTestEnv({ ...settings, ZITADEL_API_VERSION: "v1" });

  it("is NOT_SUPPORTED", async () => {
    const variables = { key: "contract", value: "A1" };
    expect((await env.query(findOne, { token: env.pat("manager"), variables })).codes).toEqual([
      "NOT_SUPPORTED",
    ]);
  });
});
