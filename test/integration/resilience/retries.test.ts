import { beforeAll, describe, expect, it } from "vitest";
import type { Fault } from "zitadel-emulator";
import {
  deleteUserMetadata,
  type GraphqlResponse,
  queryEntities,
  setUserMetadata,
} from "../../support/query.js";
import { permissionDenied, routes } from "../../support/zitadel-calls.js";
import { startTestEnv, useTestEnv } from "../../support/test-env.js";

const conflict = {
  status: 500,
  body: '{"code":"unknown","message":"duplicate key value violates unique constraint \\"events2_pkey\\" (SQLSTATE 23505)"}',
};

// Uses the default of UPSTREAM_RETRIES, which is 2.
describe("retries of failed calls", { tags: ["embedded"] }, () => {
  const env = useTestEnv({ UPSTREAM_RETRIES: undefined });
  let userId: string;
  beforeAll(async () => {
    userId = (await env.addPerson({ metadata: { plan: "gold" } })).id;
  });

  const read = async (): Promise<GraphqlResponse> => {
    env.takeCalls();
    return env.clock.run(
      queryEntities(env, [userId], "metadata { key value }", { token: env.pat("manager") }),
    );
  };
  const set = async (): Promise<GraphqlResponse> => {
    env.takeCalls();
    return env.clock.run(setUserMetadata(env, env.pat("manager"), userId, [{ key: "a", value: "b" }]));
  };

  const transientFaults: readonly (readonly [string, Fault])[] = [
    ["a reset connection", "reset"],
    ["a truncated response", "truncated"],
    ["502", { status: 502 }],
    ["503 with a proxy's page", { status: 503, body: "<html>", contentType: "text/html" }],
    ["504", { status: 504 }],
    ["404 of a load balancer", { status: 404, body: "404 page not found\n", contentType: "text/plain" }],
    ["408 of a proxy", { status: 408 }],
    ["429", { status: 429, body: "{}" }],
  ];

  it.each(transientFaults)("retries a read after %s", async (_, fault) => {
    env.emulator.failNext(routes.list, fault, 2);
    const { data, codes } = await read();
    expect({ data, codes }).toEqual({
      data: { _entities: [{ metadata: expect.arrayContaining([{ key: "plan", value: "gold" }]) }] },
      codes: [],
    });
    expect(env.takeCalls().list).toBe(3);
  });

  it.each(transientFaults)("makes a read at most three times after %s", async (_, fault) => {
    env.emulator.failNext(routes.list, fault, 3);
    expect((await read()).codes).toHaveLength(1);
    expect(env.takeCalls().list).toBe(3);
  });

  it.each<[string, Fault, string]>([
    ["500, which is a bug in ZITADEL", { status: 500, body: "{}" }, "UPSTREAM_UNAVAILABLE"],
    ["a timeout, which leaves no time for a retry", "hang", "UPSTREAM_TIMEOUT"],
    ["403", permissionDenied, "FORBIDDEN"],
    ["403 with a firewall's page", { status: 403, body: "<html>" }, "UPSTREAM_INVALID_RESPONSE"],
  ])("does not retry a read after %s", async (_, fault, code) => {
    env.emulator.failNext(routes.list, fault);
    expect((await read()).codes).toEqual([code]);
    expect(env.takeCalls().list).toBe(1);
  });

  it("retries a token check", async () => {
    env.emulator.failNext("/oauth/v2/introspect", { status: 503 }, 2);
    expect((await read()).codes).toEqual([]);
    expect(env.takeCalls().introspect).toBe(3);
  });

  it("retries a write after 429", async () => {
    env.emulator.failNext(routes.set, { status: 429, body: "{}" }, 2);
    expect((await set()).codes).toEqual([]);
    expect(env.takeCalls().set).toBe(3);
  });

  it("retries a write after a conflict with another write, at most three times", async () => {
    env.emulator.failNext(routes.set, conflict, 3);
    expect((await set()).codes).toEqual([]);
    expect(env.takeCalls().set).toBe(4);
    env.emulator.failNext(routes.set, conflict, 4);
    expect((await set()).codes).toEqual(["UPSTREAM_UNAVAILABLE"]);
    expect(env.takeCalls().set).toBe(4);
  });

  it.each<[string, Fault]>([
    ["a reset connection", "reset"],
    ["503", { status: 503 }],
    ["500", { status: 500, body: "{}" }],
  ])("does not retry a write that may have been applied: %s", async (_, fault) => {
    env.emulator.failNext(routes.remove, fault);
    const { codes } = await env.clock.run(deleteUserMetadata(env, env.pat("manager"), userId, ["plan"]));
    expect(codes).toEqual(["WRITE_OUTCOME_UNKNOWN"]);
    expect((await env.zitadel.getMetadata(userId)).has("plan")).toBe(true);
  });

  it.each<[string, Fault]>([
    ["a broken connection", { dropResponse: "reset" }],
    ["a timeout", { dropResponse: "hang" }],
    ["a proxy's 503", { status: 503, afterCommit: true }],
  ])("reports success for a write that was applied but whose response was lost: %s", async (_, fault) => {
    const { id } = await env.addPerson({ metadata: { old: "1" } });
    env.emulator.failNext(routes.set, fault);
    const written = await env.clock.run(
      setUserMetadata(env, env.pat("manager"), id, [{ key: "new", value: "2" }]),
    );
    expect({ codes: written.codes, data: written.data }).toMatchObject({
      codes: [],
      data: { setUserMetadata: { entries: [{ key: "new", value: "2" }], userErrors: [] } },
    });
    env.emulator.failNext(routes.remove, fault);
    const deleted = await env.clock.run(deleteUserMetadata(env, env.pat("manager"), id, ["old", "new"]));
    expect({ codes: deleted.codes, data: deleted.data }).toMatchObject({
      codes: [],
      data: { deleteUserMetadata: { deletedKeys: ["old", "new"], user: { metadata: [] } } },
    });
  });
});

describe("429 with Retry-After", { tags: ["embedded"] }, () => {
  const tooMany = (seconds: string): Fault => ({
    status: 429,
    body: "{}",
    headers: { "retry-after": seconds },
  });

  it("delays the retry of a call if the request has enough time", async () => {
    await using env = await startTestEnv({ UPSTREAM_RETRIES: undefined, REQUEST_TIMEOUT_MS: "60000" });
    const userId = env.zitadel.directory.user("road-runner");
    env.takeCalls();
    env.emulator.failNext(routes.list, tooMany("1"));
    const token = env.pat("manager");
    const startedAt = env.clock.now();
    const { codes } = await env.clock.run(queryEntities(env, [userId], "metadata { key }", { token }));
    expect(codes).toEqual([]);
    expect(env.takeCalls().list).toBe(2);
    expect(env.clock.now() - startedAt).toBeGreaterThanOrEqual(1000);
  });

  it("stops the calls of all callers and returns retryAfterMs immediately if a request cannot wait", async () => {
    await using env = await startTestEnv({ UPSTREAM_RETRIES: undefined });
    const { user } = env.zitadel.directory;
    env.emulator.failNext(routes.list, tooMany("30"));
    const startedAt = env.clock.now();
    const token = env.pat("manager");
    await env.clock.run(queryEntities(env, [user("road-runner")], "metadata { key }", { token }));
    env.takeCalls();
    const { errors } = await env.query("{ me { id } }", { token: await env.login("wile-coyote") });
    expect(errors).toMatchObject([{ extensions: { code: "UPSTREAM_RATE_LIMITED" } }]);
    const retryAfterMs = errors[0]?.extensions["retryAfterMs"];
    expect(retryAfterMs).toBeGreaterThanOrEqual(30_000 - (env.clock.now() - startedAt));
    expect(retryAfterMs).toBeLessThanOrEqual(30_000);
    expect(retryAfterMs).toBeGreaterThan(20_000);
    expect(env.takeCalls()).toEqual({});
  });

  it("causes no delay when 429 means that the page is too large", async () => {
    await using env = await startTestEnv();
    const body = JSON.stringify({ code: 8, message: "grpc: received message larger than max (1 vs. 0)" });
    env.emulator.failNext(routes.list, { status: 429, body, headers: { "retry-after": "30" } });
    const { user } = env.zitadel.directory;
    const token = env.pat("manager");
    const { codes } = await queryEntities(env, [user("road-runner")], "metadata { key }", { token });
    expect(codes).toEqual([]);
  });
});
