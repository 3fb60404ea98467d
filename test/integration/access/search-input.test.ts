import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import type { GraphqlResponse } from "../../support/query.js";
import { useTestEnv } from "../../support/test-env.js";

const findOne = "query ($key: String!, $value: String!) { userByMetadata(key: $key, value: $value) { id } }";
const findMany = `query ($where: [UserMetadataCondition!]!, $first: Int! = 20, $after: String) {
  usersByMetadata(where: $where, first: $first, after: $after) { nodes { id } hasNextPage endCursor }
}`;
const page = z.object({
  usersByMetadata: z.object({
    nodes: z.array(z.object({ id: z.string() })),
    hasNextPage: z.boolean(),
    endCursor: z.string().nullable(),
  }),
});
type Variables = Readonly<Record<string, unknown>>;

describe("input of searches", () => {
  const env = useTestEnv({ SUBGRAPH_SEARCH: "true", ZITADEL_API_VERSION: "v2" });
  let red1: string;
  let red2: string;
  beforeAll(async () => {
    ({ id: red1 } = await env.addPerson({ metadata: { team: "red" } }));
    ({ id: red2 } = await env.addPerson({ metadata: { team: "red" } }));
    // The caller cannot see this user.
    await env.addPerson({ metadata: { team: "red" }, organization: "globex" });
  });
  const query = (text: string, variables: Variables): Promise<GraphqlResponse> =>
    env.query(text, { token: env.pat("manager"), variables });
  const find = async (variables: Variables): Promise<z.infer<typeof page>["usersByMetadata"]> =>
    page.parse((await query(findMany, variables)).data).usersByMetadata;
  const sorted = (...ids: readonly string[]): unknown => ids.toSorted().map((id) => ({ id }));

  it.each([
    ["no condition", { where: [] }],
    ["eleven conditions", { where: Array.from({ length: 11 }, () => ({ key: "a", exists: true })) }],
    ["a condition without a value", { where: [{ key: "a" }] }],
    ["a condition with two values", { where: [{ key: "a", equals: "1", exists: true }] }],
    ["1,001 values", { where: [{ key: "a", in: Array.from({ length: 1001 }, (_, n) => `${n}`) }] }],
    ["invalid base64", { where: [{ key: "a", equalsBase64: "?" }] }],
    ["an unpaired surrogate", { where: [{ key: "a", equals: "\ud800" }] }],
    ["an empty key", { where: [{ key: "", exists: true }] }],
    ["only absent keys", { where: [{ key: "a", exists: false }] }],
    ["a page of 0", { where: [{ key: "a", exists: true }], first: 0 }],
    ["a page of 101", { where: [{ key: "a", exists: true }], first: 101 }],
    ["a condition whose value is null", { where: [{ key: "a", equals: null, in: null }] }],
    ["a null among the values", { where: [{ key: "a", in: [null] }] }],
    ["a null condition", { where: [null] }],
    ["a null page size", { where: [{ key: "a", exists: true }], first: null }],
    ["a forged cursor", { where: [{ key: "a", exists: true }], after: "forged" }],
    ["null", { where: null }],
  ])("rejects %s with BAD_USER_INPUT and no search", async (_, variables) => {
    const { codes } = await query(findMany, variables);
    expect(codes).toEqual(["BAD_USER_INPUT"]);
    expect(env.takeCalls().listUsers).toBeUndefined();
  });

  it("rejects the cursor of another search", async () => {
    const { endCursor } = await find({ where: [{ key: "team", exists: true }], first: 1 });
    const { codes } = await query(findMany, { where: [{ key: "team", equals: "red" }], after: endCursor });
    expect(codes).toEqual(["BAD_USER_INPUT"]);
  });

  it("skips the users up to the id of a forged cursor with the right conditions, and shows no others", async () => {
    const where = [{ key: "team", exists: true }];
    const { endCursor } = await find({ where, first: 1 });
    const fingerprint = Buffer.from(endCursor ?? "", "base64url")
      .subarray(0, 16)
      .toString();
    const after = (id: string): string => Buffer.from(fingerprint + id).toString("base64url");
    expect((await find({ where, after: after("") })).nodes).toEqual(sorted(red1, red2));
    expect((await find({ where, after: after("\u{10ffff}") })).nodes).toEqual([]);
  });

  it("finds each user once for duplicate values, and none for an empty list of values", async () => {
    const { nodes, hasNextPage } = await find({ where: [{ key: "team", in: ["red", "red", "red"] }] });
    expect({ nodes, hasNextPage }).toEqual({ nodes: sorted(red1, red2), hasNextPage: false });
    env.takeCalls();
    expect(await find({ where: [{ key: "team", in: [] }] })).toEqual({
      nodes: [],
      hasNextPage: false,
      endCursor: null,
    });
    expect(env.takeCalls()).toEqual({ introspect: 1 });
  });

  it("treats null as absent in a condition", async () => {
    const condition = { key: "team", equals: "red", equalsBase64: null, in: null, exists: null };
    expect((await find({ where: [condition], after: null })).nodes).toEqual(sorted(red1, red2));
  });

  it("returns NOT_SUPPORTED for a value of more than 200 bytes", async () => {
    const codesOf = async (value: string): Promise<readonly string[]> => [
      ...(await query(findOne, { key: "team", value })).codes,
      ...(await query(findMany, { where: [{ key: "team", in: ["red", value] }] })).codes,
    ];
    expect(await codesOf("x".repeat(200))).toEqual([]);
    expect(await codesOf("x".repeat(201))).toEqual(["NOT_SUPPORTED", "NOT_SUPPORTED"]);
    expect(await codesOf("ü".repeat(101))).toEqual(["NOT_SUPPORTED", "NOT_SUPPORTED"]);
  });
});
