import { once } from "node:events";
import WebSocket from "ws";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { write } from "../../../packages/zitadel-emulator/test/contract/zitadel-client.js";
import { linesOf, readMetrics } from "../../support/observability.js";
import { allowAllAsService, type ReplicaEnv, startReplicaEnv } from "../../support/replica-env.js";
import { openWebSocketClient } from "../../support/websocket-client.js";

const closed = 'user_metadata_subscriptions_ended_total{transport="websocket",reason="client_closed"}';

describe("a subscription over WebSocket", { tags: ["embedded"] }, () => {
  let env: ReplicaEnv;
  let token: string;
  let userId: string;

  beforeAll(async () => {
    env = await startReplicaEnv((zitadel) => ({
      ...allowAllAsService(zitadel),
      ROUTER_SECRET: "for-routers",
      CORS_ORIGINS: "https://app.example",
    }));
  });
  afterAll(() => env[Symbol.asyncDispose]());
  beforeEach(async () => {
    const person = await env.addPerson({ metadata: { plan: "gold" } });
    userId = person.id;
    token = await env.login(person.name);
    await env.catchUp();
  });

  const headers = { "x-router-secret": "for-routers" };

  it("sends the current entries immediately, and then each change", async () => {
    await using client = openWebSocketClient(env.url, { token, headers });
    const subscription = client.subscribe();
    expect(await subscription.next()).toEqual({
      data: {
        userMetadataChanged: {
          user: { id: userId, metadataMap: { plan: "gold" } },
          changedKeys: ["plan"],
          deletedKeys: [],
          deletedEntryIds: [],
        },
      },
    });
    await write(env.emulator, userId, { plan: "iron" });
    await env.catchUp();
    expect(await subscription.next()).toMatchObject({
      data: { userMetadataChanged: { user: { metadataMap: { plan: "iron" } }, changedKeys: ["plan"] } },
    });
  });

  it("ends when the client completes it", async () => {
    await using client = openWebSocketClient(env.url, { token, headers });
    const subscription = client.subscribe();
    await subscription.next();
    const metrics = async (): Promise<number> =>
      (await readMetrics({ url: env.url, headers })).get(closed) ?? 0;
    const before = await metrics();
    subscription.complete();
    await env.clock.until(async () => (await metrics()) === before + 1);
    expect(linesOf(env, "operation").at(-1)).toMatchObject({ operationType: "subscription", errorCodes: {} });
  });

  it("accepts the token of the request that opens the connection", async () => {
    await using client = openWebSocketClient(env.url, {
      headers: { ...headers, authorization: `Bearer ${token}` },
    });
    expect(await client.subscribe().next()).toMatchObject({
      data: { userMetadataChanged: { user: { id: userId } } },
    });
  });

  it("returns UNAUTHENTICATED without a token, and completes", async () => {
    await using client = openWebSocketClient(env.url, { headers });
    const subscription = client.subscribe();
    expect(await subscription.next()).toMatchObject({
      data: { userMetadataChanged: null },
      errors: [{ extensions: { code: "UNAUTHENTICATED" } }],
    });
    expect(await subscription.next()).toBe("complete");
  });

  it("rejects queries, invalid operations and several root fields", async () => {
    await using client = openWebSocketClient(env.url, { token, headers });
    const codesOf = (query: string): Promise<unknown> => client.subscribe({}, query).next();
    await expect(codesOf("{ me { id } }")).rejects.toMatchObject([
      { extensions: { code: "BAD_USER_INPUT" } },
    ]);
    await expect(codesOf("subscription {")).rejects.toMatchObject([
      { extensions: { code: "BAD_USER_INPUT" } },
    ]);
    await expect(codesOf("subscription { unknown }")).rejects.toMatchObject([
      { extensions: { code: "GRAPHQL_VALIDATION_FAILED" } },
    ]);
    const field = "userMetadataChanged { changedKeys }";
    await expect(codesOf(`subscription { a: ${field} b: ${field} }`)).rejects.toMatchObject([
      { extensions: { code: "GRAPHQL_VALIDATION_FAILED" } },
    ]);
    const aliases = Array.from({ length: 51 }, (_, n) => `k${n}: changedKeys`).join(" ");
    await expect(codesOf(`subscription { userMetadataChanged { ${aliases} } }`)).rejects.toMatchObject([
      { extensions: { code: "REQUEST_TOO_LARGE" } },
    ]);
  });

  it("is rejected without the router's secret, and from other websites", async () => {
    for (const rejected of [{}, { ...headers, origin: "https://evil.example" }]) {
      await using client = openWebSocketClient(env.url, { token, headers: rejected });
      await expect(client.subscribe().next()).rejects.toThrow();
    }
    await using client = openWebSocketClient(env.url, {
      token,
      headers: { ...headers, origin: "https://app.example" },
    });
    expect(await client.subscribe().next()).toMatchObject({ data: { userMetadataChanged: {} } });
  });

  it("disconnects a client that does not respond to pings", async () => {
    const silent = new WebSocket(env.url.replace(/^http/, "ws"), "graphql-transport-ws", {
      headers,
      autoPong: false,
    });
    await once(silent, "open");
    let isClosed = false;
    silent.once("close", () => (isClosed = true));
    await env.clock.until(() => isClosed);
    expect(isClosed).toBe(true);
  });

  it("completes when the process shuts down, and then closes the connection", async () => {
    await using stopping = await startReplicaEnv(allowAllAsService);
    const { name } = await stopping.addPerson();
    await using client = openWebSocketClient(stopping.url, { token: await stopping.login(name) });
    const subscription = client.subscribe();
    await subscription.next();
    const stopped = stopping[Symbol.asyncDispose]();
    expect(await subscription.next()).toBe("complete");
    await stopped;
  });
});
