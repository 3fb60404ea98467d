import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { changes, openEventSource } from "../../support/event-source.js";
import { readGraphqlResponse } from "../../support/query.js";
import { allowAllAsService, type ReplicaEnv, startReplicaEnv } from "../../support/replica-env.js";
import { startTestEnv } from "../../support/test-env.js";
import { readMetrics } from "../../support/observability.js";

describe("the start of a subscription", { tags: ["embedded"] }, () => {
  let env: ReplicaEnv;
  let token: string;

  beforeAll(async () => {
    env = await startReplicaEnv((zitadel) => ({
      ...allowAllAsService(zitadel),
      MAX_SUBSCRIPTIONS: "25",
      ROUTER_SECRET: "for-routers",
    }));
  });
  afterAll(() => env[Symbol.asyncDispose]());
  beforeEach(async () => {
    token = await env.login((await env.addPerson()).name);
  });

  const headers = { "x-router-secret": "for-routers" };
  const open = (caller: string): ReturnType<typeof openEventSource> =>
    openEventSource(env.url, changes, { token: caller, headers });

  it("is limited per caller and per process", async () => {
    const sources = await Promise.all(Array.from({ length: 20 }, () => open(token)));
    await Promise.all(sources.map((source) => source.next()));
    await using rejected = await open(token);
    expect(await rejected.nextCodes()).toEqual(["TOO_MANY_SUBSCRIPTIONS"]);
    expect(await rejected.next()).toBeUndefined();
    const other = await env.login((await env.addPerson()).name);
    const others = await Promise.all(Array.from({ length: 5 }, () => open(other)));
    await Promise.all(others.map((source) => source.next()));
    await using overloaded = await open(other);
    expect(await overloaded.nextCodes()).toEqual(["OVERLOADED"]);
    await sources.pop()?.[Symbol.asyncDispose]();
    await env.clock.until(async () => {
      await using accepted = await open(token);
      return (await accepted.nextCodes()).length === 0;
    });
    for (const source of [...sources, ...others]) await source[Symbol.asyncDispose]();
  });

  it("needs an accept header for event streams", async () => {
    const send = async (init: RequestInit, search = ""): Promise<unknown> =>
      readGraphqlResponse(await fetch(`${env.url}${search}`, init));
    const query = "subscription { userMetadataChanged { changedKeys } }";
    const json = { ...headers, "content-type": "application/json", authorization: `Bearer ${token}` };
    expect(await send({ method: "POST", headers: json, body: JSON.stringify({ query }) })).toMatchObject({
      status: 406,
      codes: ["BAD_USER_INPUT"],
    });
    const search = `?${new URLSearchParams({ query }).toString()}`;
    expect(await send({ headers: json }, search)).toMatchObject({ status: 406, codes: ["BAD_USER_INPUT"] });
  });

  it("accepts GET with a header that other websites cannot send", async () => {
    const options = { token, method: "GET" } as const;
    await using rejected = await openEventSource(env.url, changes, { ...options, headers });
    expect(rejected.response.status).toBe(400);
    await using accepted = await openEventSource(env.url, changes, {
      ...options,
      headers: { ...headers, "apollo-require-preflight": "true" },
    });
    expect(await accepted.next()).toMatchObject({ data: { userMetadataChanged: { changedKeys: [] } } });
  });

  it("needs the router's secret", async () => {
    await using source = await openEventSource(env.url, changes, { token });
    expect(source.response.status).toBe(403);
  });

  it("applies the limits of operations", async () => {
    const field = "userMetadataChanged { changedKeys }";
    await using several = await openEventSource(env.url, `subscription { a: ${field} b: ${field} }`, {
      token,
      headers,
    });
    expect(await several.nextCodes()).toEqual(["GRAPHQL_VALIDATION_FAILED"]);
    const aliases = Array.from({ length: 51 }, (_, n) => `k${n}: changedKeys`).join(" ");
    await using tooLarge = await openEventSource(
      env.url,
      `subscription { userMetadataChanged { ${aliases} } }`,
      { token, headers },
    );
    expect(tooLarge.response.status).toBe(400);
  });

  it("is rejected as an error of the client, not of the subgraph", async () => {
    const withoutEvents = await openEventSource(env.url, changes, {
      token,
      headers: { ...headers, accept: "application/json" },
    });
    expect(withoutEvents.response.status).toBe(406);
    const metrics = await readMetrics({ url: env.url, headers });
    const counters = [...metrics.keys()].filter((name) => name.startsWith("user_metadata_operations_total"));
    expect(counters.some((name) => name.includes('code="BAD_USER_INPUT"'))).toBe(true);
    expect(counters.some((name) => name.includes('code="INTERNAL_SERVER_ERROR"'))).toBe(false);
  });

  it("is not possible without a replica", async () => {
    await using plain = await startTestEnv();
    const message = "Subscriptions require a replica, and REPLICA is not set.";
    const expected = { status: 400, errors: [{ message, extensions: { code: "BAD_USER_INPUT" } }] };
    expect(await plain.query(changes)).toMatchObject(expected);
    expect(await plain.query(changes, { headers: { accept: "text/event-stream" } })).toMatchObject(expected);
  });
});
