import { getIntrospectionQuery } from "graphql";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { GraphqlResponse } from "../../support/graphql-response.js";
import { queryEntities } from "../../support/entities.js";
import { linesOf, otherLinesOf } from "../../support/log-lines.js";
import { startTestEnv, type TestEnv } from "../../support/test-env.js";

const nest = (levels: number, open = "{ a ", close = "}"): string =>
  `${open.repeat(levels)}${close.repeat(levels)}`;
const times = (count: number, of: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => of(index)).join(" ");

describe("an operation's limits", () => {
  let env: TestEnv;
  let token: string;
  beforeAll(async () => {
    env = await startTestEnv();
    token = env.zitadel.directory.personalAccessToken("manager");
  });
  afterAll(() => env[Symbol.asyncDispose]());
  beforeEach(() => {
    env.takeCalls();
  });

  async function expectRefusal(query: string, words: RegExp, inWorld = env): Promise<void> {
    const { status, data, codes, errors } = await inWorld.query(query, { token });
    expect({ status, data, codes }).toEqual({ status: 400, data: undefined, codes: ["REQUEST_TOO_LARGE"] });
    expect(errors[0]?.message).toMatch(words);
    expect(inWorld.takeCalls()).toEqual({});
  }

  it.each([
    ["13 fields within fields", nest(13), /13 .*12 .*MAX_QUERY_DEPTH/],
    [
      "13 fields within fields, some by a fragment",
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
  ])("refuse %s in words, without a call and before validation", async (_, query, words) => {
    await expectRefusal(query, words);
  });

  it.each([
    [
      "50 aliases, a fragment's counted as they are written",
      `{ me { ${times(25, (n) => `a${n}: metadata { ...F }`)} } } fragment F on UserMetadataEntry { ${times(25, (n) => `b${n}: key`)} }`,
    ],
    ["5,000 tokens", `{ me { metadata(filter: { keys: [${times(4981, () => '""')}] }) { key } } }`],
    ["a name of 256 characters", `{ ${"a".repeat(256)}: __typename }`],
    ["the query by which explorers ask for the schema", getIntrospectionQuery()],
    [
      "a question for a type, deeper than 12",
      `{ __type(name: "User") { fields { type { ${nest(10, "ofType { name ")} } } } }`,
    ],
  ])("let %s pass", async (_, query) => {
    const { codes, status } = await env.query(query);
    expect({ codes, status }).toEqual({ codes: [], status: 200 });
  });

  it.each([
    ["64 levels of brackets", `{ a(b: ${nest(62, "[", "]")}) }`],
    [
      "fragments that spread each other in a circle",
      "{ me { ...F } } fragment F on User { ...G } fragment G on User { ...F }",
    ],
    ["a fragment that is not there", "{ me { ...F } }"],
  ])("leave %s to validation", async (_, query) => {
    expect((await env.query(query)).codes).toContain("GRAPHQL_VALIDATION_FAILED");
  });

  it("can be set", async () => {
    await using strict = await startTestEnv({
      MAX_QUERY_DEPTH: "2",
      MAX_QUERY_ALIASES: "0",
      MAX_QUERY_TOKENS: "100",
    });
    expect((await strict.query("{ me { id } }")).codes).toEqual([]);
    strict.takeCalls();
    await expectRefusal("{ me { metadata { key } } }", /3 .*2 .*MAX_QUERY_DEPTH/, strict);
    await expectRefusal("{ a: me { id } }", /1 .*0 .*MAX_QUERY_ALIASES/, strict);
    await expectRefusal(`{ me { ${times(96, () => "id")} } }`, /100 .*MAX_QUERY_TOKENS/, strict);
  });

  it("hold for an operation of as many tokens as may be allowed, in a chain of fragments", async () => {
    await using wide = await startTestEnv({ MAX_QUERY_TOKENS: "10000" });
    const fragment = (n: number): string => `fragment F${n} on User { ${n < 1247 ? `...F${n + 1}` : "id"} }`;
    const { codes } = await wide.query(`{ me { ...F0 } } ${times(1248, fragment)}`);
    expect(codes).toEqual([]);
  });
});

describe("the limit of an answer", () => {
  let env: TestEnv;
  let token: string;
  beforeAll(async () => {
    env = await startTestEnv({ MAX_RESPONSE_BYTES: "1024" });
    token = env.zitadel.directory.personalAccessToken("manager");
  });
  afterAll(() => env[Symbol.asyncDispose]());

  function expectRefusal({ status, data, codes, errors }: GraphqlResponse, limit = 1024): void {
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
  ])("puts one error in the place of an answer with too much of %s", async (_, selection) => {
    const { id } = await env.addPerson({ metadata: { a: JSON.stringify("v".repeat(1100)), b: "b" } });
    expectRefusal(await queryEntities(env, [id], selection, { token }));
  });

  it.each([
    ["of type names", "metadata { __typename }"],
    ["of errors", "metadata(offset: -1) { key }"],
  ])("holds for an answer %s", async (_, selection) => {
    const { id } = await env.addPerson({ metadata: { a: "a", b: "b" } });
    const owners = Array.from({ length: 20 }, () => id);
    expectRefusal(await queryEntities(env, owners, selection, { token }));
  });

  it("counts what is sent: a control character is six bytes of JSON", async () => {
    const { id } = await env.addPerson({ metadata: { a: "\u0001".repeat(200) } });
    expectRefusal(await queryEntities(env, [id], "metadata { value }", { token }));
    expect((await queryEntities(env, [id], "metadata { valueBase64 }", { token })).codes).toEqual([]);
  });

  it("says of a mutation that its change was made, and it was; nothing is read for nothing", async () => {
    const { id } = await env.addPerson();
    const mutation = `mutation ($input: SetUserMetadataInput!) {
      setUserMetadata(input: $input) { entries { value } user { metadata { value } } userErrors { code } }
    }`;
    const variables = { input: { userId: id, entries: [{ key: "a", value: "v".repeat(1100) }] } };
    env.takeCalls();
    const answer = await env.query(mutation, { token, variables });
    expectRefusal(answer);
    expect(answer.errors[0]?.message).toContain("mutation was applied");
    expect(env.takeCalls()).toEqual({ introspect: 1, set: 1 });
    const read = await queryEntities(env, [id], "metadata { sizeInBytes }", { token });
    expect(read.data).toEqual({ _entities: [{ metadata: [{ sizeInBytes: 1100 }] }] });
  });

  it("does all that a mutation asks for, though its answer is too large after the first", async () => {
    const { id } = await env.addPerson();
    const set = (key: string): string =>
      `${key}: setUserMetadata(input: { userId: "${id}", entries: [{ key: "${key}", value: "${"v".repeat(1100)}" }] }) { entries { value } }`;
    expectRefusal(await env.query(`mutation { ${set("a")} ${set("b")} }`, { token }));
    const read = await queryEntities(env, [id], "metadata { key }", { token });
    expect(read.data).toEqual({ _entities: [{ metadata: [{ key: "a" }, { key: "b" }] }] });
  });

  it("holds for 1,000 users with 3 MB each: one read, one error, and the next request is served", async () => {
    await using large = await startTestEnv();
    const metadata = Object.fromEntries(
      ["a", "b", "c", "d", "e", "f"].map((key) => [key, "v".repeat(499_000)]),
    );
    const { id } = await large.addPerson({ metadata });
    const manager = large.zitadel.directory.personalAccessToken("manager");
    large.takeCalls();
    const owners = Array.from({ length: 1000 }, () => id);
    const selection = "metadata { key value valueBase64 valueJson } metadataMap";
    expectRefusal(await queryEntities(large, owners, selection, { token: manager }), 67_108_864);
    expect(large.takeCalls()).toEqual({ introspect: 1, list: 1 });
    const next = await queryEntities(large, [id], "metadata(limit: 1) { sizeInBytes }", { token: manager });
    expect(next.data).toEqual({ _entities: [{ metadata: [{ sizeInBytes: 499_000 }] }] });
    expect(otherLinesOf(large).filter((line) => line["code"] === "REQUEST_TOO_LARGE")).toHaveLength(1);
    expect(linesOf(large, "operation").map((line) => line["errorCodes"])).toContainEqual({
      REQUEST_TOO_LARGE: 1,
    });
  });
});
