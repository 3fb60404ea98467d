import { describe, expect, it } from "vitest";
import { createQuery, setUserMetadata } from "../support/query.js";
import { startHiveGatewayWith } from "../support/supergraph/start-hive-gateway.js";
import { startTestEnv, type TestEnv } from "../support/test-env.js";
import { openWebSocketClient } from "../support/websocket-client.js";

const me = "{ me { id metadata { key value } } }";
const cache = { RESPONSE_CACHE_TTL_MS: "300000" };

interface Cached extends AsyncDisposable {
  readonly env: TestEnv;
  readonly url: string;
  readonly query: ReturnType<typeof createQuery>;
}

/** Starts a gateway with a response cache in front of the subgraph, which allows this time. */
async function startCached(ttlMs: number): Promise<Cached> {
  const env = await startTestEnv({ ROUTER_CACHE_TTL_MS: String(ttlMs) });
  const gateway = await startHiveGatewayWith(cache, { metadata: env.url });
  return {
    env,
    url: gateway.url,
    query: createQuery(gateway.url),
    async [Symbol.asyncDispose]() {
      await gateway[Symbol.asyncDispose]();
      await env[Symbol.asyncDispose]();
    },
  };
}

describe("the response cache of Hive Gateway", () => {
  it("never returns one caller's response to another, and caches each caller's own", async () => {
    await using cached = await startCached(300_000);
    const { env, query } = cached;
    const callers = await Promise.all(
      ["gold", "silver"].map(async (plan) => {
        const { name, id } = await env.addPerson({ metadata: { plan } });
        const expected = { me: { id, metadata: [{ key: "plan", value: plan }] } };
        return { id, token: await env.login(name), expected };
      }),
    );
    for (const { token, expected } of callers) {
      expect((await query(me, { token })).data).toEqual(expected);
    }
    expect((await query(me)).data).toEqual({ me: null });
    env.takeCalls();
    for (const { token, expected } of callers) {
      expect((await query(me, { token })).data).toEqual(expected);
    }
    expect((await query(me)).data).toEqual({ me: null });
    // All of these responses came from the cache.
    expect(env.takeCalls()).toEqual({});
    // The same operation and variables: only the token differs.
    const [first, second] = callers;
    const user = `{ user(id: "${first?.id ?? ""}") { metadata { value } } }`;
    expect((await query(user, { token: first?.token })).data).toEqual({
      user: { metadata: [{ value: "gold" }] },
    });
    const { data, codes } = await query(user, { token: second?.token });
    expect({ data, codes }).toEqual({ data: { user: null }, codes: ["FORBIDDEN"] });
  });

  it("separates callers whose token is in a WebSocket's connection_init", async () => {
    await using cached = await startCached(300_000);
    for (const plan of ["gold", "silver"]) {
      const { name, id } = await cached.env.addPerson({ metadata: { plan } });
      const options = { token: await cached.env.login(name), parameter: "authorization" };
      await using client = openWebSocketClient(cached.url, options);
      expect(await client.subscribe({}, me).next()).toMatchObject({
        data: { me: { id, metadata: [{ key: "plan", value: plan }] } },
      });
    }
  });

  it("returns a change that was made through the gateway", async () => {
    await using cached = await startCached(300_000);
    const { env, query } = cached;
    const { id } = await env.addPerson({ metadata: { plan: "gold" } });
    const token = env.pat("manager");
    const plan = async (): Promise<unknown> =>
      (await query(`{ user(id: "${id}") { id metadata { id value } } }`, { token })).data;
    expect(await plan()).toMatchObject({ user: { metadata: [{ value: "gold" }] } });
    await setUserMetadata({ query }, token, id, [{ key: "plan", value: "iron" }]);
    expect(await plan()).toMatchObject({ user: { metadata: [{ value: "iron" }] } });
  });

  it("stores nothing unless ROUTER_CACHE_TTL_MS allows it", async () => {
    await using cached = await startCached(0);
    const { env, query } = cached;
    const { name } = await env.addPerson({ metadata: { plan: "gold" } });
    const token = await env.login(name);
    await query(me, { token });
    env.takeCalls();
    await query(me, { token });
    expect(env.takeCalls()).toEqual({ introspect: 1, userinfo: 1 });
  });
});
