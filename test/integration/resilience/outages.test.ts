import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { routes } from "../../support/call-kinds.js";
import { queryEntities } from "../../support/entities.js";
import { startTestEnv, type TestEnv } from "../../support/test-env.js";

describe("an answer of ZITADEL that is none", { tags: ["embedded"] }, () => {
  let env: TestEnv;
  let manager: string;
  let owners: readonly string[];
  beforeAll(async () => {
    env = await startTestEnv();
    const { user, personalAccessToken } = env.zitadel.directory;
    manager = personalAccessToken("manager");
    owners = [user("road-runner"), user("wile-coyote")];
  });
  afterAll(() => env[Symbol.asyncDispose]());

  const json = "application/json";
  const row = { key: "a", value: "MQ==" };
  const page = (rows: unknown): string =>
    JSON.stringify({ pagination: { totalResult: "1" }, metadata: rows });

  it.each([
    ["a reset connection", "reset", "UPSTREAM_UNAVAILABLE"],
    ["silence", "hang", "UPSTREAM_TIMEOUT"],
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
      "half an answer",
      { status: 200, body: '{"pagination":{"tot', contentType: json },
      "UPSTREAM_INVALID_RESPONSE",
    ],
    ["a list", { status: 200, body: "[]", contentType: json }, "UPSTREAM_INVALID_RESPONSE"],
    ["rows that are none", { status: 200, body: page([1]), contentType: json }, "UPSTREAM_INVALID_RESPONSE"],
    [
      "a row without key",
      { status: 200, body: page([{ value: "MQ==" }]), contentType: json },
      "UPSTREAM_INVALID_RESPONSE",
    ],
    [
      "base64 that is none",
      { status: 200, body: page([{ ...row, value: "!" }]), contentType: json },
      "UPSTREAM_INVALID_RESPONSE",
    ],
    [
      "a date that is none",
      { status: 200, body: page([{ ...row, creationDate: 1 }]), contentType: json },
      "UPSTREAM_INVALID_RESPONSE",
    ],
    [
      "a total that is none",
      { status: 200, body: '{"pagination":{"totalResult":"x"}}', contentType: json },
      "UPSTREAM_INVALID_RESPONSE",
    ],
    ["a redirect", { redirect: "http://localhost:1/steal" }, "UPSTREAM_INVALID_RESPONSE"],
    ["429", { status: 429, body: "{}", contentType: json }, "UPSTREAM_RATE_LIMITED"],
    [
      "404 without an error id, as older servers have it",
      { status: 404, body: "404 page not found\n", contentType: "text/plain" },
      "MISCONFIGURED",
    ],
    ["403", { status: 403, body: "{}", contentType: json }, "FORBIDDEN"],
  ] as const)("fails one user for %s, and the other stands", async (_, fault, code) => {
    env.emulator.failNext(routes.list, fault);
    const { data, codes, status } = await env.clock.run(
      queryEntities(env, owners, "metadata { key }", { token: manager }),
    );
    expect(codes).toEqual([code]);
    expect(status).toBe(200);
    const metadata = readMetadata(data);
    expect(metadata.filter((list) => list === null)).toHaveLength(1);
    expect(metadata.filter((list) => Array.isArray(list) && list.length >= 2)).toHaveLength(1);
  });

  it("tells how long to wait where ZITADEL says it", async () => {
    // It stops calling ZITADEL for so long.
    await using env = await startTestEnv({ REQUEST_TIMEOUT_MS: "5000" });
    const manager = env.zitadel.directory.personalAccessToken("manager");
    env.emulator.failNext(routes.list, { status: 429, body: "{}", headers: { "retry-after": "7" } });
    const { errors } = await queryEntities(env, owners.slice(0, 1), "metadata { key }", { token: manager });
    expect(errors[0]?.extensions).toEqual({ code: "UPSTREAM_RATE_LIMITED", retryAfterMs: 7000 });
  });

  it("never says ZITADEL's own words, only its error id", async () => {
    const body = JSON.stringify({
      code: "permission_denied",
      message: "inner words",
      details: [{ debug: { id: "AUTH-AWfge" } }],
    });
    env.emulator.failNext(routes.list, { status: 403, body, contentType: json });
    const { errors } = await queryEntities(env, owners.slice(0, 1), "metadata { key }", { token: manager });
    expect(errors[0]?.extensions).toEqual({ code: "FORBIDDEN", zitadelErrorId: "AUTH-AWfge" });
    expect(JSON.stringify(errors)).not.toContain("inner words");
  });

  it("takes nothing for an error id that is not of its form", async () => {
    const body = JSON.stringify({ details: [{ debug: { id: "User wile@acme is not permitted" } }] });
    env.emulator.failNext(routes.list, { status: 403, body, contentType: json });
    const { errors } = await queryEntities(env, owners.slice(0, 1), "metadata { key }", { token: manager });
    expect(errors[0]?.extensions).toEqual({ code: "FORBIDDEN" });
  });

  it("ends a read at REQUEST_TIMEOUT_MS, though one call may take longer", async () => {
    await using impatient = await startTestEnv({ REQUEST_TIMEOUT_MS: "5000", UPSTREAM_TIMEOUT_MS: "60000" });
    impatient.emulator.failNext(routes.userinfo, "hang");
    const token = await impatient.login("road-runner");
    const { codes } = await impatient.clock.run(impatient.query("{ me { metadata { key } } }", { token }));
    expect(codes).toEqual(["UPSTREAM_TIMEOUT"]);
  });

  it("says that a write's outcome is unknown when its answer never comes", async () => {
    env.emulator.failNext(routes.set, "hang");
    const { codes } = await env.clock.run(
      env.query(
        "mutation ($input: SetUserMetadataInput!) { setUserMetadata(input: $input) { user { id } } }",
        { token: manager, variables: { input: { userId: owners[0], entries: [{ key: "a", value: "b" }] } } },
      ),
    );
    expect(codes).toEqual(["WRITE_OUTCOME_UNKNOWN"]);
  });

  it("is a refusal, not an unknown outcome, when ZITADEL refused a write and only the reason is missing", async () => {
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
  ])("is never a refusal of the caller when a token check meets %i", async (status, code) => {
    env.emulator.failNext("/oauth/v2/introspect", { status, body: "<html>", contentType: "text/html" });
    expect((await env.query("{ me { id } }", { token: await env.login("road-runner") })).codes).toEqual([
      code,
    ]);
  });

  it("ends a token check at REQUEST_TIMEOUT_MS, too", async () => {
    await using impatient = await startTestEnv({ REQUEST_TIMEOUT_MS: "5000", UPSTREAM_TIMEOUT_MS: "60000" });
    impatient.emulator.failNext("/oauth/v2/introspect", "hang");
    const token = await impatient.login("road-runner");
    const { codes } = await impatient.clock.run(impatient.query("{ me { id } }", { token }));
    expect(codes).toEqual(["UPSTREAM_TIMEOUT"]);
  });

  it("is said of a read and of a write when ZITADEL is gone: nothing was done", async () => {
    await using gone = await startTestEnv();
    const token = await gone.login("wile-coyote", { app: "spa-jwt" });
    await gone.query("{ me { id } }", { token });
    await gone.zitadel[Symbol.asyncDispose]();
    const { data, codes } = await gone.query(
      'mutation { setUserMetadata(input: { userId: "1", entries: [{ key: "a", value: "b" }] }) { user { id } } }',
      { token },
    );
    expect({ data, codes }).toEqual({ data: { setUserMetadata: null }, codes: ["UPSTREAM_UNAVAILABLE"] });
    expect((await gone.query("{ me { id metadata { key } } }", { token })).codes).toEqual([
      "UPSTREAM_UNAVAILABLE",
    ]);
  });
});

function readMetadata(data: unknown): readonly unknown[] {
  const shape = z.object({ _entities: z.array(z.object({ metadata: z.unknown() })) });
  return shape.parse(data)._entities.map(({ metadata }) => metadata);
}
