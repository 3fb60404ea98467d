import { beforeAll, describe, expect, it } from "vitest";
import {
  deleteUserMetadata,
  queryEntities,
  readGraphqlResponse,
  setUserMetadata,
} from "../../support/query.js";
import { apis, startTestEnv, withRules, useTestEnv } from "../../support/test-env.js";

// Requests of an attacker with a valid token that exceed the attacker's permissions or overload the subgraph.

const repeated = (count: number, item: (n: number) => string): string =>
  Array.from({ length: count }, (_, n) => item(n)).join(" ");

describe("hostile requests", () => {
  const env = useTestEnv({ NODE_ENV: "production" });

  it.each([
    ["a query deeper than 12 levels", `{ me { metadata { ${"a { ".repeat(11)} b ${"} ".repeat(11)} } } }`],
    [
      "a query deeper than 12 levels through fragments",
      `{ me { ...A } } fragment A on User { ${"a { ".repeat(12)} b ${"} ".repeat(12)} }`,
    ],
    ["an alias bomb", `{ ${repeated(51, (n) => `a${n}: me { metadata { value } }`)} }`],
    [
      "an alias bomb through fragments",
      `{ me { ...A } } fragment A on User { ${repeated(51, (n) => `a${n}: metadataMap`)} }`,
    ],
    ["300,000 fields", `{ ${"me ".repeat(300_000)} }`],
    ["100,000 unclosed brackets", `{ a(b: ${"[".repeat(100_000)} }`],
    ["50,000 directives", `{ me { id ${"@skip(if: false) ".repeat(50_000)} } }`],
  ])("rejects %s without a call to ZITADEL", async (_, query) => {
    const { codes, data } = await env.query(query, { token: env.pat("manager") });
    expect({ codes, data }).toEqual({ codes: ["REQUEST_TOO_LARGE"], data: undefined });
    expect(env.takeCalls()).toEqual({});
  });

  it("rejects cyclic fragment spreads", async () => {
    const { codes } = await env.query(
      "{ me { ...A } } fragment A on User { ...B } fragment B on User { ...A }",
      { token: env.pat("manager") },
    );
    expect(new Set(codes)).toEqual(new Set(["GRAPHQL_VALIDATION_FAILED"]));
    expect(env.takeCalls()).toEqual({});
  });

  it("rejects too many representations, also when split over aliases", async () => {
    const r = Array.from({ length: 400 }, (_, n) => ({ __typename: "User", id: String(n) }));
    const query = `query ($r: [_Any!]!) { ${repeated(3, (n) => `a${n}: _entities(representations: $r) { __typename }`)} }`;
    expect((await env.query(query, { token: env.pat("manager"), variables: { r } })).codes).toEqual([
      "REQUEST_TOO_LARGE",
    ]);
    expect(env.takeCalls()).toEqual({});
  });

  it("hides the schema and field suggestions in production", async () => {
    for (const query of [
      "{ __schema { types { name } } }",
      '{ __type(name: "User") { name } }',
      "{ me { metadat { key } } }",
    ]) {
      const { codes, errors } = await env.query(query, { token: env.pat("manager") });
      expect(codes).toEqual(["GRAPHQL_VALIDATION_FAILED"]);
      expect(errors[0]?.message).not.toMatch(/did you mean/i);
    }
  });

  it.each([
    ["a GET request without a header that needs a preflight", { method: "GET" }, 400],
    ["a form", { method: "POST", body: new URLSearchParams({ query: "{ me { id } }" }) }, 415],
    ["a multipart form", { method: "POST", body: new FormData() }, 415],
    [
      "plain text, which browsers send across origins without a preflight",
      { method: "POST", body: "{}" },
      415,
    ],
    [
      "a list of operations",
      {
        method: "POST",
        body: '[{"query":"{ me { id } }"}]',
        headers: { "content-type": "application/json" },
      },
      400,
    ],
  ])("rejects %s", async (_, init, status) => {
    const url = init.method === "GET" ? `${env.url}?query=${encodeURIComponent("{ me { id } }")}` : env.url;
    const headers = { ...("headers" in init && init.headers), authorization: `Bearer ${env.pat("manager")}` };
    const response = await readGraphqlResponse(await fetch(url, { ...init, headers }));
    expect({ status: response.status, codes: response.codes }).toEqual({ status, codes: ["BAD_USER_INPUT"] });
    expect(env.takeCalls()).toEqual({});
  });

  it("stops reading when the metadata of many users exceeds four times MAX_RESPONSE_BYTES", async () => {
    await using limited = await startTestEnv({ MAX_RESPONSE_BYTES: String(1024 * 1024) });
    const metadata = Object.fromEntries(["a", "b", "c", "d"].map((key) => [key, "v".repeat(400_000)]));
    // Concurrently: on a real server, hashing the password of one person takes more than a second.
    const people = await Promise.all(Array.from({ length: 12 }, () => limited.addPerson({ metadata })));
    const userIds = people.map(({ id }) => id);
    limited.takeCalls();
    const { codes } = await queryEntities(limited, userIds, "metadata { sizeInBytes }", {
      token: limited.pat("manager"),
    });
    // At most 4 MiB may be read: two users fit, the others fail.
    expect(codes.length).toBeGreaterThanOrEqual(10);
    expect(new Set(codes)).toEqual(new Set(["REQUEST_TOO_LARGE"]));
    expect(limited.log.filter((line) => line.includes("four times MAX_RESPONSE_BYTES"))).toHaveLength(1);
  });
});

describe.each(apis)("ids and keys with special characters, with API %s", (api) => {
  const env = useTestEnv(
    withRules(() => [{ keys: ["*"], read: ["anyone"], write: ["anyone"], as: "service" }], {
      ZITADEL_API_VERSION: api,
    }),
  );
  let token: string;
  beforeAll(async () => {
    token = await env.login("porky-pig");
  });

  const pathLikeIds = [
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

  it.each(pathLikeIds)("never calls another path for the user id %j", async (id) => {
    const read = await queryEntities(env, [id], "metadata { key }", { token });
    const written = await setUserMetadata(env, token, id, [{ key: "a", value: "b" }]);
    const removed = await deleteUserMetadata(env, token, id, ["a"]);
    if (api === "v1") {
      for (const { codes } of [read, written, removed]) expect(codes).toEqual(["BAD_USER_INPUT"]);
      expect(env.takeCalls()).toMatchObject({ introspect: 3 });
    } else {
      // API v2 sends ids in the request body, where this is the id of an unknown user.
      expect(read).toMatchObject({ data: { _entities: [{ metadata: [] }] }, codes: [] });
      for (const { data } of [written, removed]) expect(JSON.stringify(data)).toContain("USER_NOT_FOUND");
    }
    for (const path of env.takePaths()) expect(path).not.toContain("road-runner");
  });

  it.each(["a\0b", "\ud800", "x".repeat(201), ""])(
    "rejects the user id %j without reading or writing metadata",
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

  it("handles keys such as ../, %2f, ?, _bulk, __proto__ and constructor like any other", async () => {
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
    expect((await env.zitadel.getMetadata(id)).size).toBe(0);
  });

  it("rejects a key that cannot be stored without sending it to ZITADEL", async () => {
    const { id } = await env.addPerson();
    env.takeCalls();
    const set = await setUserMetadata(env, token, id, [{ key: "a\0b", value: "x" }]);
    expect(set.data).toMatchObject({ setUserMetadata: { userErrors: [{ code: "KEY_INVALID" }] } });
    expect(env.takeCalls()).not.toHaveProperty("set");
  });
});
