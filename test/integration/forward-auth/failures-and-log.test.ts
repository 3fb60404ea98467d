import { describe, expect, it } from "vitest";
import { linesOf, otherLinesOf, readMetrics } from "../../support/observability.js";
import { readGraphqlResponse } from "../../support/query.js";
import { startTestEnv, useTestEnv } from "../../support/test-env.js";
import { routes } from "../../support/zitadel-calls.js";
import { check } from "./check.js";

const keys = { FORWARD_AUTH_KEYS: "plan,preferences.theme,contract" };

describe("forward auth while ZITADEL fails", { tags: ["embedded"] }, () => {
  const env = useTestEnv(keys);

  it("returns 503 if the token cannot be checked", async () => {
    env.emulator.failNext(/\/introspect$/, { status: 503 });
    const response = await check(env, await env.login("road-runner"));
    expect(response).toMatchObject({ status: 503, caller: {} });
    expect(response.headers.has("www-authenticate")).toBe(false);
  });

  it("returns 503 if the metadata cannot be read", async () => {
    env.emulator.failNext(routes.userinfo, { status: 503 });
    expect(await check(env, await env.login("road-runner"))).toMatchObject({ status: 503, caller: {} });
  });

  it("does not tell a proxy what is wrong with the configuration", async () => {
    env.emulator.failNext(/\/introspect$/, { status: 401, body: '{"error":"invalid_client"}' });
    const authorization = `Bearer ${await env.login("road-runner")}`;
    const response = await fetch(new URL("/forward-auth", env.url), { headers: { authorization } });
    expect(await readGraphqlResponse(response)).toMatchObject({
      status: 503,
      errors: [
        { message: "The subgraph is misconfigured; see its log.", extensions: { code: "MISCONFIGURED" } },
      ],
    });
    expect(otherLinesOf(env).at(-1)?.msg).toContain("introspection credentials");
  });
});

describe("callers whose user was deactivated or removed", { tags: ["embedded"] }, () => {
  const env = useTestEnv({ ...keys, METADATA_CACHE_TTL_MS: "60000" });

  it.each(["deactivateUser", "removeUser"] as const)("are rejected after %s", async (change) => {
    const { name } = await env.addPerson({ metadata: { plan: "gold" } });
    const token = await env.login(name);
    expect(await check(env, token)).toMatchObject({ status: 204 });
    env.emulator[change](name);
    expect(await check(env, token)).toMatchObject({ status: 401, caller: {} });
  });
});

describe("the log and metrics of forward auth", () => {
  it("have one operation per request, with the code of its failure", async () => {
    await using env = await startTestEnv(keys);
    const { name } = await env.addPerson({ metadata: { plan: "gold" } });
    const token = await env.login(name);
    const headers = { authorization: `Bearer ${token}`, "x-request-id": "check-1" };
    await check(env, undefined, { headers });
    await check(env, undefined);
    expect(linesOf(env, "operation")).toMatchObject([
      {
        operation: null,
        operationType: "forward_auth",
        userCount: 1,
        upstreamCalls: 1,
        errorCodes: {},
        requestId: "check-1",
      },
      { operationType: "forward_auth", userCount: 0, upstreamCalls: 0, errorCodes: { UNAUTHENTICATED: 1 } },
    ]);
    const metrics = await readMetrics(env);
    const count = (code: string): number | undefined =>
      metrics.get(`user_metadata_operations_total{operation_type="forward_auth",code="${code}"}`);
    expect([count("OK"), count("UNAUTHENTICATED")]).toEqual([1, 1]);
    expect(env.log.join()).not.toContain("gold");
    expect(env.log.join()).not.toContain(token);
  });

  it("count requests without the router secret", async () => {
    await using env = await startTestEnv({ ...keys, ROUTER_SECRET: "s3cret" });
    await check(env, await env.login("road-runner"));
    expect(linesOf(env, "operation")).toMatchObject([
      { operationType: "forward_auth", errorCodes: { FORBIDDEN: 1 } },
    ]);
  });
});

describe("a deadline", { tags: ["embedded"] }, () => {
  it("ends forward auth while ZITADEL does not respond", async () => {
    await using env = await startTestEnv({ ...keys, REQUEST_TIMEOUT_MS: "1000" });
    const token = await env.login("road-runner");
    env.emulator.failNext(routes.userinfo, "hang");
    const pending = check(env, token);
    expect(await env.clock.run(pending)).toMatchObject({ status: 503 });
  });
});
