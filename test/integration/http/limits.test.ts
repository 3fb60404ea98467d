import { getIntrospectionQuery } from "graphql";
import { describe, expect, it } from "vitest";
import { type GraphqlResponse, queryEntities } from "../../support/query.js";
import { linesOf, otherLinesOf } from "../../support/observability.js";
import { startTestEnv, useTestEnv } from "../../support/test-env.js";

const nest = (levels: number, open = "{ a ", close = "}"): string =>
  `${open.repeat(levels)}${close.repeat(levels)}`;
const times = (count: number, of: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => of(index)).join(" ");

describe("operation limits", () => {
  const env = useTestEnv();

  async function expectRejection(query: string, message: RegExp, testEnv = env): Promise<void> {
    const { status, data, codes, errors } = await testEnv.query(query, { token: env.pat("manager") });
    expect({ status, data, codes }).toEqual({ status: 400, data: undefined, codes: ["REQUEST_TOO_LARGE"] });
    expect(errors[0]?.message).toMatch(message);
    expect(testEnv.takeCalls()).toEqual({});
  }

  it.each([
    ["13 nested fields", nest(13), /13 .*12 .*MAX_QUERY_DEPTH/],
    [
      "13 nested fields, some in a fragment",
      `{ a ${nest(6, "{ a ").replace("}", "{ ...F } }")} } fragment F on User { ... ${nest(6)} }`,
      /13 .*12 .*MAX_QUERY_DEPTH/,
    ],
    ["51 aliases", `{ ${times(51, (n) => `a${n}: me { id }`)} }`, /51 .*50 .*MAX_QUERY_ALIASES/],
    [
      "51 aliases, some in a fragment",
      `{ ${times(26, (n) => `a${n}: me { ...F }`)} } fragment F on User { ${times(25, (n) => `b${n}: id`)} }`,
      /51 .*50 .*MAX_QUERY_ALIASES/,
    ],
    [
      "5,001 tokens",
      `{ me { metadata(filter: { keys: [${times(4982, () => '""')}] }) { key } } }`,
      /5000 .*MAX_QUERY_TOKENS/,
    ],
    ["65 levels of brackets", `{ a(b: ${nest(63, "[", "]")}) }`, /64/],
    ["65 levels of brackets of different kinds", `{ a(b: ${nest(21, "[{ c: [", "]}]")}) }`, /64/],
    ["a name of 257 characters", `{ ${"a".repeat(257)}: __typename }`, /257 .*256/],
  ])("rejects before validation and with an explanation: %s", async (_, query, message) => {
    await expectRejection(query, message);
  });

  it.each([
    [
      "50 aliases, those of a fragment counted once",
      `{ me { ${times(25, (n) => `a${n}: metadata { ...F }`)} } } fragment F on UserMetadataEntry { ${times(25, (n) => `b${n}: key`)} }`,
    ],
    ["5,000 tokens", `{ me { metadata(filter: { keys: [${times(4981, () => '""')}] }) { key } } }`],
    ["a name of 256 characters", `{ ${"a".repeat(256)}: __typename }`],
    ["the introspection query of GraphQL explorers", getIntrospectionQuery()],
    [
      "a __type query deeper than 12 levels",
      `{ __type(name: "User") { fields { type { ${nest(10, "ofType { name ")} } } } }`,
    ],
  ])("accepts %s", async (_, query) => {
    const { codes, status } = await env.query(query);
    expect({ codes, status }).toEqual({ codes: [], status: 200 });
  });

  it.each([
    ["64 levels of brackets", `{ a(b: ${nest(62, "[", "]")}) }`],
    ["cyclic fragment spreads", "{ me { ...F } } fragment F on User { ...G } fragment G on User { ...F }"],
    ["an unknown fragment", "{ me { ...F } }"],
  ])("leaves %s to validation", async (_, query) => {
    expect((await env.query(query)).codes).toContain("GRAPHQL_VALIDATION_FAILED");
  });

  it("applies the configured MAX_QUERY_DEPTH, MAX_QUERY_ALIASES and MAX_QUERY_TOKENS", async () => {
    await using strict = await startTestEnv({
      MAX_QUERY_DEPTH: "2",
      MAX_QUERY_ALIASES: "0",
      MAX_QUERY_TOKENS: "100",
    });
    expect((await strict.query("{ me { id } }")).codes).toEqual([]);
    strict.takeCalls();
    await expectRejection("{ me { metadata { key } } }", /3 .*2 .*MAX_QUERY_DEPTH/, strict);
    await expectRejection("{ a: me { id } }", /1 .*0 .*MAX_QUERY_ALIASES/, strict);
    await expectRejection(`{ me { ${times(96, () => "id")} } }`, /100 .*MAX_QUERY_TOKENS/, strict);
  });

  it("accepts a chain of fragments with the highest possible MAX_QUERY_TOKENS", async () => {
    await using wide = await startTestEnv({ MAX_QUERY_TOKENS: "10000" });
    const fragment = (n: number): string => `fragment F${n} on User { ${n < 1247 ? `...F${n + 1}` : "id"} }`;
    const { codes } = await wide.query(`{ me { ...F0 } } ${times(1248, fragment)}`);
    expect(codes).toEqual([]);
  });
});

describe("MAX_RESPONSE_BYTES", () => {
  const env = useTestEnv({ MAX_RESPONSE_BYTES: "1024" });

  function expectRejection({ status, data, codes, errors }: GraphqlResponse, limit = 1024): void {
    expect({ status, data, codes }).toEqual({ status: 200, data: null, codes: ["REQUEST_TOO_LARGE"] });
    expect(errors[0]?.message).toMatch(new RegExp(`${limit} .*MAX_RESPONSE_BYTES`));
  }

  it.each([
    ["value", 'metadataEntry(key: "a") { value }'],
    ["valueBase64", "metadata { valueBase64 }"],
    ["valueJson", "metadata { valueJson }"],
    ["metadataMap", "metadataMap"],
    ["key", `metadata { ${times(5, (n) => `${"k".repeat(200)}${n}: key`)} }`],
    ["id", `metadata { id ${times(9, (n) => `a${n}: id`)} }`],
  ])("replaces a response with too much of %s by one error", async (_, selection) => {
    const { id } = await env.addPerson({ metadata: { a: JSON.stringify("v".repeat(1100)), b: "b" } });
    expectRejection(await queryEntities(env, [id], selection, { token: env.pat("manager") }));
  });

  it.each([
    ["type names", "metadata { __typename }"],
    ["errors", "metadata(offset: -1) { key }"],
  ])("replaces a response with too many %s by one error", async (_, selection) => {
    const { id } = await env.addPerson({ metadata: { a: "a", b: "b" } });
    const userIds = Array.from({ length: 20 }, () => id);
    expectRejection(await queryEntities(env, userIds, selection, { token: env.pat("manager") }));
  });

  it("stops at the limit, however often aliases repeat the values of one user", async () => {
    const bytes = 1024 * 1024;
    await using large = await startTestEnv({ MAX_RESPONSE_BYTES: String(bytes) });
    const value = "v".repeat(450_000);
    const { id } = await large.addPerson({ metadata: { a: value, b: value } });
    const query = `query ($all: [_Any!]!) {
      _entities(representations: $all) { ... on User { ${times(25, (n) => `m${n}: metadata { ...F }`)} } }
    } fragment F on UserMetadataEntry { ${times(25, (n) => `v${n}: value`)} }`;
    const variables = { all: [{ __typename: "User", id }] };
    expectRejection(await large.query(query, { token: large.pat("manager"), variables }), bytes);
  });

  it("counts serialized bytes: a control character is six bytes of JSON", async () => {
    const { id } = await env.addPerson({ metadata: { a: "\u0001".repeat(200) } });
    expectRejection(await queryEntities(env, [id], "metadata { value }", { token: env.pat("manager") }));
    expect(
      (await queryEntities(env, [id], "metadata { valueBase64 }", { token: env.pat("manager") })).codes,
    ).toEqual([]);
  });

  it("reports that a mutation with too large a response was applied, and makes no needless read", async () => {
    const { id } = await env.addPerson();
    const mutation = `mutation ($input: SetUserMetadataInput!) {
      setUserMetadata(input: $input) { entries { value } user { metadata { value } } userErrors { code } }
    }`;
    const variables = { input: { userId: id, entries: [{ key: "a", value: "v".repeat(1100) }] } };
    env.takeCalls();
    const response = await env.query(mutation, { token: env.pat("manager"), variables });
    expectRejection(response);
    expect(response.errors[0]?.message).toContain("mutation was applied");
    expect(env.takeCalls()).toEqual({ introspect: 1, set: 1 });
    const read = await queryEntities(env, [id], "metadata { sizeInBytes }", { token: env.pat("manager") });
    expect(read.data).toEqual({ _entities: [{ metadata: [{ sizeInBytes: 1100 }] }] });
  });

  it("executes all fields of a mutation even if the response is too large after the first", async () => {
    const { id } = await env.addPerson();
    const set = (key: string): string =>
      `${key}: setUserMetadata(input: { userId: "${id}", entries: [{ key: "${key}", value: "${"v".repeat(1100)}" }] }) { entries { value } }`;
    expectRejection(await env.query(`mutation { ${set("a")} ${set("b")} }`, { token: env.pat("manager") }));
    const read = await queryEntities(env, [id], "metadata { key }", { token: env.pat("manager") });
    expect(read.data).toEqual({ _entities: [{ metadata: [{ key: "a" }, { key: "b" }] }] });
  });

  it("replaces 1,000 users with 3 MB each by one error after one read, and serves the next request", async () => {
    await using large = await startTestEnv();
    const metadata = Object.fromEntries(
      ["a", "b", "c", "d", "e", "f"].map((key) => [key, "v".repeat(499_000)]),
    );
    const { id } = await large.addPerson({ metadata });
    const manager = large.pat("manager");
    large.takeCalls();
    const userIds = Array.from({ length: 1000 }, () => id);
    const selection = "metadata { key value valueBase64 valueJson } metadataMap";
    expectRejection(await queryEntities(large, userIds, selection, { token: manager }), 67_108_864);
    expect(large.takeCalls()).toEqual({ introspect: 1, list: 1 });
    const next = await queryEntities(large, [id], "metadata(limit: 1) { sizeInBytes }", { token: manager });
    expect(next.data).toEqual({ _entities: [{ metadata: [{ sizeInBytes: 499_000 }] }] });
    expect(otherLinesOf(large).filter((line) => line["code"] === "REQUEST_TOO_LARGE")).toHaveLength(1);
    expect(linesOf(large, "operation").map((line) => line["errorCodes"])).toContainEqual({
      REQUEST_TOO_LARGE: 1,
    });
  });
});
