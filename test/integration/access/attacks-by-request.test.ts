import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { readGraphqlResponse } from "../../support/graphql-response.js";
import { queryEntities } from "../../support/entities.js";
import { deleteUserMetadata, setUserMetadata } from "../../support/mutations.js";
import { withRules } from "../../support/rules.js";
import { apis, startTestEnv, type TestEnv } from "../../support/test-env.js";

// What somebody would send who has a good token and wants more than is theirs, or wants it to hurt.

const repeated = (count: number, of: (n: number) => string): string =>
  Array.from({ length: count }, (_, n) => of(n)).join(" ");

describe("a request that is meant to hurt", () => {
  let env: TestEnv;
  let token: string;
  beforeAll(async () => {
    env = await startTestEnv({ NODE_ENV: "production" });
    token = env.zitadel.directory.personalAccessToken("manager");
  });
  afterAll(() => env[Symbol.asyncDispose]());
  beforeEach(() => {
    env.takeCalls();
  });

  it.each([
    ["13 levels deep", `{ me { metadata { ${"a { ".repeat(11)} b ${"} ".repeat(11)} } } }`],
    ["deep by fragments", `{ me { ...A } } fragment A on User { ${"a { ".repeat(12)} b ${"} ".repeat(12)} }`],
    ["an alias bomb", `{ ${repeated(51, (n) => `a${n}: me { metadata { value } }`)} }`],
    [
      "an alias bomb through fragments",
      `{ me { ...A } } fragment A on User { ${repeated(51, (n) => `a${n}: metadataMap`)} }`,
    ],
    ["a million tokens", `{ ${"me ".repeat(300_000)} }`],
    ["brackets without end", `{ a(b: ${"[".repeat(100_000)} }`],
    ["a million directives", `{ me { id ${"@skip(if: false) ".repeat(50_000)} } }`],
  ])("is refused before anything is called: %s", async (_, query) => {
    const { codes, data } = await env.query(query, { token });
    expect({ codes, data }).toEqual({ codes: ["REQUEST_TOO_LARGE"], data: undefined });
    expect(env.takeCalls()).toEqual({});
  });

  it("is refused for fragments that spread each other in a circle", async () => {
    const { codes } = await env.query(
      "{ me { ...A } } fragment A on User { ...B } fragment B on User { ...A }",
      { token },
    );
    expect(new Set(codes)).toEqual(new Set(["GRAPHQL_VALIDATION_FAILED"]));
    expect(env.takeCalls()).toEqual({});
  });

  it("is refused for a flood of representations, however they are spread", async () => {
    const r = Array.from({ length: 400 }, (_, n) => ({ __typename: "User", id: String(n) }));
    const query = `query ($r: [_Any!]!) { ${repeated(3, (n) => `a${n}: _entities(representations: $r) { __typename }`)} }`;
    expect((await env.query(query, { token, variables: { r } })).codes).toEqual(["REQUEST_TOO_LARGE"]);
    expect(env.takeCalls()).toEqual({});
  });

  it("is told no schema in production, by no name, and no suggestion", async () => {
    for (const query of [
      "{ __schema { types { name } } }",
      '{ __type(name: "User") { name } }',
      "{ me { metadat { key } } }",
    ]) {
      const { codes, errors } = await env.query(query, { token });
      expect(codes).toEqual(["GRAPHQL_VALIDATION_FAILED"]);
      expect(errors[0]?.message).not.toMatch(/did you mean/i);
    }
  });

  it.each([
    ["GET", { method: "GET" }, 405],
    ["a form", { method: "POST", body: new URLSearchParams({ query: "{ me { id } }" }) }, 415],
    ["a multipart form", { method: "POST", body: new FormData() }, 415],
    ["plain text, which a page of another origin may send", { method: "POST", body: "{}" }, 415],
    [
      "a list of operations",
      {
        method: "POST",
        body: '[{"query":"{ me { id } }"}]',
        headers: { "content-type": "application/json" },
      },
      400,
    ],
  ])("is refused by %s", async (_, init, status) => {
    const url = init.method === "GET" ? `${env.url}?query=${encodeURIComponent("{ me { id } }")}` : env.url;
    const headers = { ...("headers" in init && init.headers), authorization: `Bearer ${token}` };
    const answer = await readGraphqlResponse(await fetch(url, { ...init, headers }));
    expect({ status: answer.status, codes: answer.codes }).toEqual({ status, codes: ["BAD_USER_INPUT"] });
    expect(env.takeCalls()).toEqual({});
  });

  it("is stopped when many users' metadata together is too much, before all of it was read", async () => {
    await using small = await startTestEnv({ MAX_RESPONSE_BYTES: String(1024 * 1024) });
    const metadata = Object.fromEntries(["a", "b", "c", "d"].map((key) => [key, "v".repeat(400_000)]));
    const ids: string[] = [];
    for (let n = 0; n < 40; n++) ids.push((await small.addPerson({ metadata })).id);
    small.takeCalls();
    const { codes } = await queryEntities(small, ids, "metadata { sizeInBytes }", {
      token: small.zitadel.directory.personalAccessToken("manager"),
    });
    // 4 MiB may be read: two users are, the others fail for it.
    expect(codes.length).toBeGreaterThanOrEqual(38);
    expect(new Set(codes)).toEqual(new Set(["REQUEST_TOO_LARGE"]));
    expect(small.log.filter((line) => line.includes("four times MAX_RESPONSE_BYTES"))).toHaveLength(1);
  });
});

describe.each(apis)("an id or a key that would be something else on the way, on the API %s,", (api) => {
  let env: TestEnv;
  let token: string;
  beforeAll(async () => {
    env = await startTestEnv(
      withRules(() => [{ keys: ["*"], read: ["anyone"], write: ["anyone"], as: "service" }], {
        ZITADEL_API_VERSION: api,
      }),
    );
    token = await env.login("porky-pig");
  });
  afterAll(() => env[Symbol.asyncDispose]());
  beforeEach(() => {
    env.takeCalls();
  });

  const roads = [
    "../road-runner",
    "..%2froad-runner",
    "me/../x",
    "1?limit=1",
    "1#x",
    "..",
    ".",
    "a\\b",
    "1%00",
  ];

  it.each(roads)("never leads to another path: user id %j", async (id) => {
    const read = await queryEntities(env, [id], "metadata { key }", { token });
    const written = await setUserMetadata(env, token, id, [{ key: "a", value: "b" }]);
    const removed = await deleteUserMetadata(env, token, id, ["a"]);
    if (api === "v1") {
      for (const { codes } of [read, written, removed]) expect(codes).toEqual(["BAD_USER_INPUT"]);
      expect(env.takeCalls()).toMatchObject({ introspect: 3 });
    } else {
      // In v2 ids travel in the body: this is a user whom nobody knows.
      expect(read).toMatchObject({ data: { _entities: [{ metadata: [] }] }, codes: [] });
      for (const { data } of [written, removed]) expect(JSON.stringify(data)).toContain("USER_NOT_FOUND");
    }
    for (const path of env.takePaths()) expect(path).not.toContain("road-runner");
  });

  it.each(["a\0b", "\ud800", "x".repeat(201), ""])(
    "is refused without a call to any user: user id %j",
    async (id) => {
      expect((await queryEntities(env, [id], "metadata { key }", { token })).codes).toEqual([
        "BAD_USER_INPUT",
      ]);
      expect((await setUserMetadata(env, token, id, [{ key: "a", value: "b" }])).codes).toEqual([
        "BAD_USER_INPUT",
      ]);
      const calls = env.takeCalls();
      expect([calls.list, calls.set]).toEqual([undefined, undefined]);
    },
  );

  it("is a key like any other: ../, %2f, ?, _bulk, __proto__, constructor", async () => {
    const { id } = await env.addPerson();
    const keys = ["../x", "..%2fx", "a?b", "_bulk", "_search", "__proto__", "constructor", "toString", "a/b"];
    const set = await setUserMetadata(
      env,
      token,
      id,
      keys.map((key) => ({ key, value: `value of ${key}` })),
    );
    expect(set.codes).toEqual([]);
    const { data } = await queryEntities(env, [id], "metadataMap", { token });
    const expected = Object.fromEntries(keys.toSorted().map((key) => [key, `value of ${key}`]));
    expect(JSON.stringify(data)).toBe(JSON.stringify({ _entities: [{ metadataMap: expected }] }));
    expect((await deleteUserMetadata(env, token, id, keys)).data).toMatchObject({
      deleteUserMetadata: { deletedKeys: keys },
    });
    expect((await env.zitadel.metadataOf(id)).size).toBe(0);
  });

  it("is refused as a key where it cannot be stored, and nothing is sent", async () => {
    const { id } = await env.addPerson();
    env.takeCalls();
    const set = await setUserMetadata(env, token, id, [{ key: "a\0b", value: "x" }]);
    expect(set.data).toMatchObject({ setUserMetadata: { userErrors: [{ code: "KEY_INVALID" }] } });
    expect(env.takeCalls()).not.toHaveProperty("set");
  });
});
