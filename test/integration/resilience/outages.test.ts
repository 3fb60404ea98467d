import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { permissionDenied, routes } from "../../support/zitadel-calls.js";
import { queryEntities } from "../../support/query.js";
import { startTestEnv, useTestEnv } from "../../support/test-env.js";

describe("failed calls to ZITADEL", { tags: ["embedded"] }, () => {
  const env = useTestEnv();
  let userIds: readonly string[];
  beforeAll(() => {
    const { user } = env.zitadel.directory;
    userIds = [user("road-runner"), user("wile-coyote")];
  });

  const json = "application/json";
  const row = { key: "a", value: "MQ==" };
  const page = (rows: unknown): string =>
    JSON.stringify({ pagination: { totalResult: "1" }, metadata: rows });

  it.each([
    ["a reset connection", "reset", "UPSTREAM_UNAVAILABLE"],
    ["no response", "hang", "UPSTREAM_TIMEOUT"],
    [
      "503 with a proxy's page",
      { status: 503, body: "<html>", contentType: "text/html" },
      "UPSTREAM_UNAVAILABLE",
    ],
    ["500", { status: 500, body: '{"code":"internal"}', contentType: json }, "UPSTREAM_UNAVAILABLE"],
    [
      "200 with a proxy's page",
      { status: 200, body: "<html>", contentType: "text/html" },
      "UPSTREAM_INVALID_RESPONSE",
    ],
    [
      "a truncated response",
      { status: 200, body: '{"pagination":{"tot', contentType: json },
      "UPSTREAM_INVALID_RESPONSE",
    ],
    ["a list", { status: 200, body: "[]", contentType: json }, "UPSTREAM_INVALID_RESPONSE"],
    ["invalid rows", { status: 200, body: page([1]), contentType: json }, "UPSTREAM_INVALID_RESPONSE"],
    [
      "a row without key",
      { status: 200, body: page([{ value: "MQ==" }]), contentType: json },
      "UPSTREAM_INVALID_RESPONSE",
    ],
    [
      "invalid base64",
      { status: 200, body: page([{ ...row, value: "!" }]), contentType: json },
      "UPSTREAM_INVALID_RESPONSE",
    ],
    [
      "an invalid date",
      { status: 200, body: page([{ ...row, creationDate: 1 }]), contentType: json },
      "UPSTREAM_INVALID_RESPONSE",
    ],
    [
      "an invalid total",
      { status: 200, body: '{"pagination":{"totalResult":"x"}}', contentType: json },
      "UPSTREAM_INVALID_RESPONSE",
    ],
    ["a redirect", { redirect: "http://localhost:1/steal" }, "UPSTREAM_INVALID_RESPONSE"],
    ["429", { status: 429, body: "{}", contentType: json }, "UPSTREAM_RATE_LIMITED"],
    ["a JSON object without pages", { status: 200, body: '{"status":"ok"}' }, "UPSTREAM_INVALID_RESPONSE"],
    ["404 of a route", { status: 404, body: '{"code":5,"message":"Not Found"}' }, "MISCONFIGURED"],
    ["403", permissionDenied, "FORBIDDEN"],
  ] as const)("fails one user for %s and returns the other", async (_, fault, code) => {
    env.emulator.failNext(routes.list, fault);
    const { data, codes, status } = await env.clock.run(
      queryEntities(env, userIds, "metadata { key }", { token: env.pat("manager") }),
    );
    expect(codes).toEqual([code]);
    expect(status).toBe(200);
    const metadata = readMetadata(data);
    expect(metadata.filter((list) => list === null)).toHaveLength(1);
    expect(metadata.filter((list) => Array.isArray(list) && list.length >= 2)).toHaveLength(1);
  });

  it("returns retryAfterMs when ZITADEL sends Retry-After", async () => {
    // Uses its own subgraph, which stops all calls to ZITADEL for that time.
    await using env = await startTestEnv({ REQUEST_TIMEOUT_MS: "5000" });
    env.emulator.failNext(routes.list, { status: 429, body: "{}", headers: { "retry-after": "7" } });
    const { errors } = await queryEntities(env, userIds.slice(0, 1), "metadata { key }", {
      token: env.pat("manager"),
    });
    expect(errors[0]?.extensions).toEqual({ code: "UPSTREAM_RATE_LIMITED", retryAfterMs: 7000 });
  });

  it("returns ZITADEL's error id but not its message", async () => {
    const body = JSON.stringify({
      code: "permission_denied",
      message: "internal message",
      details: [{ debug: { id: "AUTH-AWfge" } }],
    });
    env.emulator.failNext(routes.list, { status: 403, body, contentType: json });
    const { errors } = await queryEntities(env, userIds.slice(0, 1), "metadata { key }", {
      token: env.pat("manager"),
    });
    expect(errors[0]?.extensions).toEqual({ code: "FORBIDDEN", zitadelErrorId: "AUTH-AWfge" });
    expect(JSON.stringify(errors)).not.toContain("internal message");
  });

  it("ignores an error id with an unexpected format", async () => {
    const details = [{ debug: { id: "User wile@acme is not permitted" } }];
    const body = JSON.stringify({ code: "permission_denied", message: "", details });
    env.emulator.failNext(routes.list, { status: 403, body, contentType: json });
    const { errors } = await queryEntities(env, userIds.slice(0, 1), "metadata { key }", {
      token: env.pat("manager"),
    });
    expect(errors[0]?.extensions).toEqual({ code: "FORBIDDEN" });
  });

  it("times out a read after REQUEST_TIMEOUT_MS even if UPSTREAM_TIMEOUT_MS is longer", async () => {
    await using shortTimeout = await startTestEnv({
      REQUEST_TIMEOUT_MS: "5000",
      UPSTREAM_TIMEOUT_MS: "60000",
    });
    shortTimeout.emulator.failNext(routes.userinfo, "hang");
    const token = await shortTimeout.login("road-runner");
    const { codes } = await shortTimeout.clock.run(
      shortTimeout.query("{ me { metadata { key } } }", { token }),
    );
    expect(codes).toEqual(["UPSTREAM_TIMEOUT"]);
  });

  it("returns WRITE_OUTCOME_UNKNOWN when ZITADEL never responds to a write", async () => {
    env.emulator.failNext(routes.set, "hang");
    const { codes } = await env.clock.run(
      env.query(
        "mutation ($input: SetUserMetadataInput!) { setUserMetadata(input: $input) { user { id } } }",
        {
          token: env.pat("manager"),
          variables: { input: { userId: userIds[0], entries: [{ key: "a", value: "b" }] } },
        },
      ),
    );
    expect(codes).toEqual(["WRITE_OUTCOME_UNKNOWN"]);
  });

  it("does not return WRITE_OUTCOME_UNKNOWN when ZITADEL rejects a write and the call for the reason fails", async () => {
    const token = await env.login("wile-coyote", { scope: "openid" });
    env.emulator.failNext(routes.userinfo, "reset");
    const set =
      'mutation { setUserMetadata(input: { userId: "1", entries: [{ key: "a", value: "b" }] }) { user { id } } }';
    expect((await env.query(set, { token })).codes).toEqual(["UPSTREAM_UNAVAILABLE"]);
  });

  it.each([
    [403, "UPSTREAM_INVALID_RESPONSE"],
    [429, "UPSTREAM_RATE_LIMITED"],
    [503, "UPSTREAM_UNAVAILABLE"],
  ])("does not return UNAUTHENTICATED when introspection fails with %i", async (status, code) => {
    env.emulator.failNext("/oauth/v2/introspect", { status, body: "<html>", contentType: "text/html" });
    expect((await env.query("{ me { id } }", { token: await env.login("road-runner") })).codes).toEqual([
      code,
    ]);
  });

  it("times out a token check after REQUEST_TIMEOUT_MS", async () => {
    await using shortTimeout = await startTestEnv({
      REQUEST_TIMEOUT_MS: "5000",
      UPSTREAM_TIMEOUT_MS: "60000",
    });
    shortTimeout.emulator.failNext("/oauth/v2/introspect", "hang");
    const token = await shortTimeout.login("road-runner");
    const { codes } = await shortTimeout.clock.run(shortTimeout.query("{ me { id } }", { token }));
    expect(codes).toEqual(["UPSTREAM_TIMEOUT"]);
  });

  it("returns UPSTREAM_UNAVAILABLE for reads and writes when ZITADEL is down", async () => {
    await using disconnected = await startTestEnv();
    const token = await disconnected.login("wile-coyote", { app: "spa-jwt" });
    await disconnected.query("{ me { id } }", { token });
    await disconnected.zitadel[Symbol.asyncDispose]();
    const { data, codes } = await disconnected.query(
      'mutation { setUserMetadata(input: { userId: "1", entries: [{ key: "a", value: "b" }] }) { user { id } } }',
      { token },
    );
    expect({ data, codes }).toEqual({ data: { setUserMetadata: null }, codes: ["UPSTREAM_UNAVAILABLE"] });
    expect((await disconnected.query("{ me { id metadata { key } } }", { token })).codes).toEqual([
      "UPSTREAM_UNAVAILABLE",
    ]);
  });
});

function readMetadata(data: unknown): readonly unknown[] {
  const shape = z.object({ _entities: z.array(z.object({ metadata: z.unknown() })) });
  return shape.parse(data)._entities.map(({ metadata }) => metadata);
}
