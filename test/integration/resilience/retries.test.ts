import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Fault } from "zitadel-emulator";
import type { GraphqlResponse } from "../../support/graphql-response.js";
import { routes } from "../../support/call-kinds.js";
import { queryEntities } from "../../support/entities.js";
import { deleteUserMetadata, setUserMetadata } from "../../support/mutations.js";
import { startTestEnv, type TestEnv } from "../../support/test-env.js";

const conflict = {
  status: 500,
  body: '{"code":"unknown","message":"duplicate key value violates unique constraint \\"events2_pkey\\" (SQLSTATE 23505)"}',
};

// What UPSTREAM_RETRIES stands at when nobody sets it: 2.
describe("a call that failed", { tags: ["embedded"] }, () => {
  let env: TestEnv;
  let manager: string;
  let owner: string;
  beforeAll(async () => {
    env = await startTestEnv({ UPSTREAM_RETRIES: undefined });
    manager = env.zitadel.directory.personalAccessToken("manager");
    owner = (await env.addPerson({ metadata: { plan: "gold" } })).id;
  });
  afterAll(() => env[Symbol.asyncDispose]());

  const read = async (): Promise<GraphqlResponse> => {
    env.takeCalls();
    return env.clock.run(queryEntities(env, [owner], "metadata { key value }", { token: manager }));
  };
  const set = async (): Promise<GraphqlResponse> => {
    env.takeCalls();
    return env.clock.run(setUserMetadata(env, manager, owner, [{ key: "a", value: "b" }]));
  };

  const passing: readonly (readonly [string, Fault])[] = [
    ["a reset connection", "reset"],
    ["half an answer", "half"],
    ["502", { status: 502 }],
    ["503 with a proxy's page", { status: 503, body: "<html>", contentType: "text/html" }],
    ["504", { status: 504 }],
    ["429", { status: 429, body: "{}" }],
  ];

  it.each(passing)("is made again, if it was a read, after %s", async (_, fault) => {
    env.emulator.failNext(routes.list, fault, 2);
    const { data, codes } = await read();
    expect({ data, codes }).toEqual({
      data: { _entities: [{ metadata: expect.arrayContaining([{ key: "plan", value: "gold" }]) }] },
      codes: [],
    });
    expect(env.takeCalls().list).toBe(3);
  });

  it.each(passing)("is not made more than three times after %s", async (_, fault) => {
    env.emulator.failNext(routes.list, fault, 3);
    expect((await read()).codes).toHaveLength(1);
    expect(env.takeCalls().list).toBe(3);
  });

  it.each<[string, Fault, string]>([
    ["500, which is a bug of ZITADEL's", { status: 500, body: "{}" }, "UPSTREAM_UNAVAILABLE"],
    ["silence, for which there is no time twice", "hang", "UPSTREAM_TIMEOUT"],
    ["a refusal", { status: 403, body: "{}" }, "FORBIDDEN"],
  ])("is not made again after %s", async (_, fault, code) => {
    env.emulator.failNext(routes.list, fault);
    expect((await read()).codes).toEqual([code]);
    expect(env.takeCalls().list).toBe(1);
  });

  it("is made again when it was about a token", async () => {
    env.emulator.failNext("/oauth/v2/introspect", { status: 503 }, 2);
    expect((await read()).codes).toEqual([]);
    expect(env.takeCalls().introspect).toBe(3);
  });

  it("is made again when it was a write that ZITADEL took no more of", async () => {
    env.emulator.failNext(routes.set, { status: 429, body: "{}" }, 2);
    expect((await set()).codes).toEqual([]);
    expect(env.takeCalls().set).toBe(3);
  });

  it("is made again when it was a write that met another one, three times at most", async () => {
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
  ])("is not made again when it was a write and may have been done: %s", async (_, fault) => {
    env.emulator.failNext(routes.remove, fault);
    const { codes } = await env.clock.run(deleteUserMetadata(env, manager, owner, ["plan"]));
    expect(codes).toEqual(["WRITE_OUTCOME_UNKNOWN"]);
    expect((await env.zitadel.metadataOf(owner)).has("plan")).toBe(true);
  });

  it.each<[string, Fault]>([
    ["a broken connection", { dropResponse: "reset" }],
    ["silence", { dropResponse: "hang" }],
    ["a proxy's 503", { status: 503, afterCommit: true }],
  ])("is a success when it was a write that was done, and only its answer was lost: %s", async (_, fault) => {
    const { id } = await env.addPerson({ metadata: { old: "1" } });
    env.emulator.failNext(routes.set, fault);
    const done = await env.clock.run(setUserMetadata(env, manager, id, [{ key: "new", value: "2" }]));
    expect({ codes: done.codes, data: done.data }).toMatchObject({
      codes: [],
      data: { setUserMetadata: { entries: [{ key: "new", value: "2" }], userErrors: [] } },
    });
    env.emulator.failNext(routes.remove, fault);
    const deleted = await env.clock.run(deleteUserMetadata(env, manager, id, ["old", "new"]));
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

  it("is waited for, and the call is made again, where the request has the time", async () => {
    await using env = await startTestEnv({ UPSTREAM_RETRIES: undefined, REQUEST_TIMEOUT_MS: "60000" });
    const owner = env.zitadel.directory.user("road-runner");
    env.takeCalls();
    env.emulator.failNext(routes.list, tooMany("1"));
    const token = env.zitadel.directory.personalAccessToken("manager");
    const begunAt = env.clock.now();
    const { codes } = await env.clock.run(queryEntities(env, [owner], "metadata { key }", { token }));
    expect(codes).toEqual([]);
    expect(env.takeCalls().list).toBe(2);
    expect(env.clock.now() - begunAt).toBeGreaterThanOrEqual(1000);
  });

  it("stops all calls, whosever they are; who cannot wait is told how long, at once", async () => {
    await using env = await startTestEnv({ UPSTREAM_RETRIES: undefined });
    const { user, personalAccessToken } = env.zitadel.directory;
    env.emulator.failNext(routes.list, tooMany("30"));
    const begunAt = env.clock.now();
    const token = personalAccessToken("manager");
    await env.clock.run(queryEntities(env, [user("road-runner")], "metadata { key }", { token }));
    env.takeCalls();
    const { errors } = await env.query("{ me { id } }", { token: await env.login("wile-coyote") });
    expect(errors).toMatchObject([{ extensions: { code: "UPSTREAM_RATE_LIMITED" } }]);
    const retryAfterMs = errors[0]?.extensions["retryAfterMs"];
    expect(retryAfterMs).toBeGreaterThanOrEqual(30_000 - (env.clock.now() - begunAt));
    expect(retryAfterMs).toBeLessThanOrEqual(30_000);
    expect(retryAfterMs).toBeGreaterThan(20_000);
    expect(env.takeCalls()).toEqual({});
  });

  it("is no reason to wait where it stands for a page that is too large", async () => {
    await using env = await startTestEnv();
    const body = JSON.stringify({ code: 8, message: "grpc: received message larger than max (1 vs. 0)" });
    env.emulator.failNext(routes.list, { status: 429, body, headers: { "retry-after": "30" } });
    const { user, personalAccessToken } = env.zitadel.directory;
    const token = personalAccessToken("manager");
    const { codes } = await queryEntities(env, [user("road-runner")], "metadata { key }", { token });
    expect(codes).toEqual([]);
  });
});
