import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import type { Fault } from "zitadel-emulator";
import { permissionDenied, routes } from "../../support/zitadel-calls.js";
import { queryEntities } from "../../support/query.js";
import { otherLinesOf } from "../../support/observability.js";
import { startTestEnv, type TestEnv, useTestEnv } from "../../support/test-env.js";

/** Runs the clock for a call that hangs until its timeout; other faults need no time to pass. */
const settle = <T>(env: TestEnv, fault: Fault, request: Promise<T>): Promise<T> =>
  fault === "hang" ? env.clock.run(request) : request;

/** Makes ten concurrent calls that all meet the fault, and returns their error codes. */
async function failTen(env: TestEnv, fault: Fault): Promise<readonly string[]> {
  const userIds = Array.from({ length: 10 }, (_, n) => String(n));
  env.emulator.failNext(routes.list, fault, userIds.length);
  const token = env.pat("manager");
  const request = queryEntities(env, userIds, "metadata { key }", { token });
  const { codes } = await settle(env, fault, request);
  env.takeCalls();
  return codes;
}

/** Makes ten failing calls and one more a second later. Connection failures then open the circuit breaker. */
async function failForOneSecond(env: TestEnv, fault: Fault): Promise<void> {
  await failTen(env, fault);
  await env.clock.advance(1000);
  env.emulator.failNext(routes.list, fault);
  await settle(env, fault, read(env));
  env.takeCalls();
}

/** Caches token checks: a successful introspection call would reset the failure count. */
const cachedTokens = { TOKEN_CACHE_TTL_MS: "300000" };
/** Maximum time between two probes. */
const maxProbeDelayMs = 5000;
const pollOptions = { timeout: 60_000 };

const read = async (env: TestEnv, person = "manager"): Promise<readonly string[]> => {
  const { user } = env.zitadel.directory;
  const userIds = [user("road-runner")];
  return (await queryEntities(env, userIds, "metadata { key }", { token: env.pat(person) })).codes;
};

describe("circuit breaker", { tags: ["embedded"] }, () => {
  const env = useTestEnv({ ...cachedTokens, UPSTREAM_TIMEOUT_MS: "1000" });
  beforeAll(async () => {
    // Caches the token check.
    await read(env);
  });
  afterEach(async () => {
    env.emulator.reset();
    await env.clock.advance(maxProbeDelayMs);
    // The next test starts with a closed circuit breaker.
    expect(await read(env)).toEqual([]);
    env.takeCalls();
  });

  it.each<[string, Fault]>([
    ["a reset connection", "reset"],
    ["502", { status: 502 }],
    ["503", { status: 503 }],
    ["504", { status: 504 }],
    ["522 of a content delivery network", { status: 522, body: "<html>", contentType: "text/html" }],
    ["a timeout", "hang"],
  ])("opens after repeated failures: %s", async (_, fault) => {
    await failForOneSecond(env, fault);
    expect(await read(env)).toEqual(["UPSTREAM_UNAVAILABLE"]);
    expect(env.takeCalls()).toEqual({});
  });

  it("stays closed when all connections break together, as in a rolling restart", async () => {
    await failTen(env, "reset");
    expect(await read(env)).toEqual([]);
  });

  it.each<[string, Fault]>([
    ["500", { status: 500, body: "{}" }],
    ["403", permissionDenied],
    ["403 with a firewall's page", { status: 403, body: "<html>", contentType: "text/html" }],
    ["404 for one path", { status: 404, body: "not found", contentType: "text/plain" }],
    ["429", { status: 429, body: "{}" }],
    ["an unreadable response", { status: 200, body: "<html>" }],
  ])("stays closed after failures that callers can cause: %s", async (_, fault) => {
    await failForOneSecond(env, fault);
    expect(await read(env)).toEqual([]);
  });

  it("lets one probe pass after the delay and fails other calls immediately until the probe returns", async () => {
    await failForOneSecond(env, "reset");
    await env.clock.advance(maxProbeDelayMs);
    const held = env.emulator.holdNext(routes.list);
    const first = read(env);
    await held.arrived;
    for (const other of ["viewer", "instance-manager"]) {
      expect(await read(env, other)).toEqual(["UPSTREAM_UNAVAILABLE"]);
    }
    expect(env.takeCalls()).toEqual({ list: 1 });
    held.release();
    expect([await first, await read(env)]).toEqual([[], []]);
  });

  it("closes after a successful probe even if its client has disconnected", async () => {
    await failForOneSecond(env, "reset");
    await env.clock.advance(maxProbeDelayMs);
    const held = env.emulator.holdNext(routes.list);
    const client = new AbortController();
    const { user } = env.zitadel.directory;
    const query = `{ _entities(representations: [{ __typename: "User", id: "${user("road-runner")}" }]) { ... on User { metadata { key } } } }`;
    const request = fetch(env.url, {
      method: "POST",
      signal: client.signal,
      headers: {
        "content-type": "application/json",
        authorization: `Bearer ${env.pat("manager")}`,
      },
      body: JSON.stringify({ query }),
    }).catch(() => undefined);
    await held.arrived;
    client.abort();
    await request;
    await vi.waitFor(() => {
      expect(otherLinesOf(env).map((line) => line["code"])).toContain("CLIENT_CLOSED_REQUEST");
    }, pollOptions);
    held.release();
    // The response is still in transit. The clock stands still, so there is no other probe.
    await expect.poll(() => read(env), pollOptions).toEqual([]);
  });

  it("fails calls without waiting for UPSTREAM_RATE_LIMIT while open", async () => {
    await using limited = await startTestEnv({ ...cachedTokens, UPSTREAM_RATE_LIMIT: "15" });
    await failForOneSecond(limited, "reset");
    const userIds = Array.from({ length: 60 }, (_, n) => String(n));
    const token = limited.pat("manager");
    // The clock stands still: at 15 calls per second, most calls would wait forever.
    const { codes } = await queryEntities(limited, userIds, "metadata { key }", { token });
    expect(new Set(codes)).toEqual(new Set(["UPSTREAM_UNAVAILABLE"]));
  });

  it("opens again when the probe fails", async () => {
    await failForOneSecond(env, "reset");
    await env.clock.advance(maxProbeDelayMs);
    env.emulator.failNext(routes.list, { status: 503 });
    expect(await read(env)).toEqual(["UPSTREAM_UNAVAILABLE"]);
    env.takeCalls();
    expect(await read(env)).toEqual(["UPSTREAM_UNAVAILABLE"]);
    expect(env.takeCalls()).toEqual({});
  });
});
