import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { routes } from "../../support/zitadel-calls.js";
import { setUserMetadata } from "../../support/query.js";
import { nextRequest } from "../next-request.js";
import { readMetrics } from "../../support/observability.js";
import { startTestEnv, useTestEnv } from "../../support/test-env.js";

describe("GET /metrics", () => {
  const env = useTestEnv({ TOKEN_CACHE_TTL_MS: undefined });
  let token: string;
  let before: ReadonlyMap<string, number>;
  beforeAll(async () => {
    token = await env.login("road-runner");
  });
  beforeEach(async () => {
    before = await readMetrics(env);
  });

  /** Increases of the operation and token metrics since the start of the test. */
  async function increases(): Promise<Readonly<Record<string, number>>> {
    const now = [...(await readMetrics(env))];
    return Object.fromEntries(
      now
        .filter(([name]) => /^user_metadata_(operations|token)/.test(name))
        .map(([name, value]): [string, number] => [name, value - (before.get(name) ?? 0)])
        .filter(([, value]) => value > 0),
    );
  }

  const operations = (type: string, code: string): string =>
    `user_metadata_operations_total{operation_type="${type}",code="${code}"}`;
  const checks = (source: string, result: string): string =>
    `user_metadata_token_checks_total{method="introspection",source="${source}",result="${result}"}`;

  it("serves the Prometheus text format, with process metrics", async () => {
    const response = await fetch(new URL("/metrics", env.url));
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
    expect(before.get("process_resident_memory_bytes")).toBeGreaterThan(0);
    expect(before.get('user_metadata_circuit_breaker_state{state="closed"}')).toBe(1);
  });

  it("counts operations by type, once per error code", async () => {
    await env.query("{ me { id } }", { token });
    const bad = "metadata(offset: -1) { key }";
    await env.query(`{ a: me { ${bad} } b: me { ${bad} } user(id: "") { id } }`, { token });
    await setUserMetadata(env, undefined, "1", []);
    await env.query("{");
    expect(await increases()).toMatchObject({
      [operations("query", "OK")]: 1,
      [operations("query", "BAD_USER_INPUT")]: 1,
      [operations("mutation", "UNAUTHENTICATED")]: 1,
      [operations("none", "GRAPHQL_PARSE_FAILED")]: 1,
    });
  });

  it("reports durations of operations in seconds", { tags: ["embedded"] }, async () => {
    const name = 'user_metadata_operation_duration_seconds_sum{operation_type="query"}';
    const held = env.emulator.holdNext(routes.userinfo);
    const response = env.query("{ me { metadata { key } } }", { token });
    await held.arrived;
    await env.clock.advance(250);
    held.release();
    await response;
    expect(((await readMetrics(env)).get(name) ?? 0) - (before.get(name) ?? 0)).toBeCloseTo(0.25, 6);
  });

  it("counts fresh and cached token checks", async () => {
    const newToken = await env.login("wile-coyote");
    for (let count = 0; count < 3; count++) {
      await env.query("{ me { id } }", { token: newToken });
      await env.query("{ me { id } }", { token: `garbage-${newToken}` });
    }
    const increased = Object.entries(await increases()).filter(([name]) => name.includes("token_checks"));
    expect(Object.fromEntries(increased)).toEqual({
      [checks("fresh", "valid")]: 1,
      [checks("cache", "valid")]: 2,
      [checks("fresh", "invalid")]: 1,
      [checks("cache", "invalid")]: 2,
    });
  });

  it("counts failed and coalesced token checks", { tags: ["embedded"] }, async () => {
    const held = env.emulator.holdNext("/oauth/v2/introspect");
    const newToken = await env.login("porky-pig");
    const first = env.query("{ me { id } }", { token: newToken });
    await held.arrived;
    const arrived = nextRequest(env.url);
    const second = env.query("{ me { id } }", { token: newToken });
    // The second request joins the check only if it arrives before the response to the first.
    await arrived;
    await env.query("{ __typename }");
    held.release();
    await Promise.all([first, second]);
    env.emulator.failNext("/oauth/v2/introspect", { status: 503, body: "" });
    await env.query("{ me { id } }", { token: "opaque" });
    expect(await increases()).toMatchObject({
      [checks("fresh", "valid")]: 1,
      [checks("coalesced", "valid")]: 1,
      [checks("fresh", "error")]: 1,
    });
  });

  it("requires ROUTER_SECRET when it is set", async () => {
    await using withSecret = await startTestEnv({ ROUTER_SECRET: "s3cret" });
    const get = (headers: Readonly<Record<string, string>>): Promise<Response> =>
      fetch(new URL("/metrics", withSecret.url), { headers });
    expect((await get({})).status).toBe(403);
    expect((await get({ "x-router-secret": "other" })).status).toBe(403);
    expect((await get({ "x-router-secret": "s3cret" })).status).toBe(200);
  });

  it("reports only the metrics of its own app when the process runs several", async () => {
    await using other = await startTestEnv();
    expect([...(await readMetrics(other)).keys()].filter((name) => name.includes("operations"))).toEqual([]);
  });
});
