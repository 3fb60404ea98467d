import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { write } from "../../../packages/zitadel-emulator/test/contract/zitadel-client.js";
import { changes, openEventSource } from "../../support/event-source.js";
import { readMetrics } from "../../support/observability.js";
import { allowAllAsService, type ReplicaEnv, startReplicaEnv } from "../../support/replica-env.js";
import { withRules } from "../../support/test-env.js";
import { routes } from "../../support/zitadel-calls.js";

const minute = 60_000;

describe("the end of a subscription", { tags: ["embedded"] }, () => {
  let env: ReplicaEnv;
  let token: string;
  let person: { readonly id: string; readonly name: string };

  beforeAll(async () => {
    env = await startReplicaEnv(allowAllAsService);
  });
  afterAll(() => env[Symbol.asyncDispose]());
  beforeEach(async () => {
    person = await env.addPerson();
    token = await env.login(person.name);
  });

  it("comes immediately without a token", async () => {
    await using source = await openEventSource(env.url, changes);
    expect(await source.nextCodes()).toEqual(["UNAUTHENTICATED"]);
    expect(await source.next()).toBeUndefined();
  });

  it("comes immediately for a user who does not exist", async () => {
    await using source = await openEventSource(env.url, changes, { token, variables: { userId: "404" } });
    expect(await source.next()).toEqual({ data: { userMetadataChanged: null } });
    expect(await source.next()).toBeUndefined();
  });

  it("comes immediately for a user whom the caller may not read", async () => {
    await using strict = await startReplicaEnv((zitadel) => ({
      ...withRules(() => [{ keys: ["*"], read: ["self"], write: ["self"], as: "service" }])(zitadel),
      ZITADEL_SERVICE_USER_TOKEN: zitadel.directory.personalAccessToken("owner"),
    }));
    const [caller, other] = [await strict.addPerson(), await strict.addPerson()];
    await using source = await openEventSource(strict.url, changes, {
      token: await strict.login(caller.name),
      variables: { userId: other.id },
    });
    expect(await source.nextCodes()).toEqual(["FORBIDDEN"]);
    expect(await source.next()).toBeUndefined();
  });

  it("comes within a minute after the token was revoked", async () => {
    await using source = await openEventSource(env.url, changes, { token });
    await source.next();
    env.emulator.revoke(token);
    await env.clock.advance(minute);
    expect(await source.nextCodes()).toEqual(["UNAUTHENTICATED"]);
    expect(await source.next()).toBeUndefined();
  });

  it("comes within a minute after the token has expired", async () => {
    const { accessToken } = await env.emulator.issueTokens(person.name, "spa", "openid", 3600);
    await using source = await openEventSource(env.url, changes, { token: accessToken });
    await source.next();
    env.emulator.advanceClock(3_600_001);
    await env.clock.advance(minute);
    expect(await source.nextCodes()).toEqual(["UNAUTHENTICATED"]);
    expect(await source.next()).toBeUndefined();
  });

  it("comes with the next change if the token was revoked before", async () => {
    await using source = await openEventSource(env.url, changes, { token });
    await source.next();
    env.emulator.revoke(token);
    await write(env.emulator, person.id, { plan: "gold" });
    await env.catchUp();
    expect(await source.nextCodes()).toEqual(["UNAUTHENTICATED"]);
  });

  it("comes within a minute after the user was removed", async () => {
    const watcher = env.pat("nobody");
    await write(env.emulator, person.id, { plan: "gold" });
    await env.catchUp();
    await using source = await openEventSource(env.url, changes, {
      token: watcher,
      variables: { userId: person.id },
    });
    await source.next();
    env.emulator.removeUser(person.id);
    await env.catchUp();
    expect(await source.next()).toMatchObject({ data: { userMetadataChanged: { deletedKeys: ["plan"] } } });
    await env.clock.advance(minute);
    expect(await source.next()).toEqual({ data: { userMetadataChanged: null } });
    expect(await source.next()).toBeUndefined();
  });

  it("does not come while ZITADEL is unavailable", async () => {
    await using source = await openEventSource(env.url, changes, { token });
    await source.next();
    env.emulator.failNext(/introspect$/, { status: 503 }, 3);
    await env.clock.advance(minute);
    await write(env.emulator, person.id, { plan: "gold" });
    await env.catchUp();
    const next = source.next();
    expect(await env.clock.run(next)).toMatchObject({
      data: { userMetadataChanged: { changedKeys: ["plan"] } },
    });
    env.emulator.reset();
  });

  it("reports an outage of ZITADEL at the start, and completes", async () => {
    env.emulator.failNext(/introspect$/, { status: 503 });
    await using source = await openEventSource(env.url, changes, { token });
    expect(await source.nextCodes()).toEqual(["UPSTREAM_UNAVAILABLE"]);
    expect(await source.next()).toBeUndefined();
  });

  it("is counted and logged with its reason", async () => {
    const source = await openEventSource(env.url, changes, {
      token,
      headers: { "x-request-id": "stream-1" },
    });
    await source.next();
    const active = 'user_metadata_subscriptions{transport="sse"}';
    const closed = 'user_metadata_subscriptions_ended_total{transport="sse",reason="client_closed"}';
    const before = await readMetrics(env);
    await source[Symbol.asyncDispose]();
    await env.clock.until(async () => (await readMetrics(env)).get(closed) !== before.get(closed));
    const after = await readMetrics(env);
    expect((before.get(active) ?? 0) - (after.get(active) ?? 0)).toBe(1);
    const line = env.log.find((text) => text.includes("subscription ended") && text.includes("stream-1"));
    expect(JSON.parse(line ?? "{}")).toMatchObject({
      requestId: "stream-1",
      transport: "sse",
      reason: "client_closed",
      caller: person.id,
      userId: person.id,
      events: 1,
    });
    expect(env.log.some((text) => text.includes(token))).toBe(false);
  });

  it("comes with completion when the process shuts down", async () => {
    await using stopping = await startReplicaEnv(allowAllAsService);
    const { name } = await stopping.addPerson();
    await using source = await openEventSource(stopping.url, changes, { token: await stopping.login(name) });
    await source.next();
    const stopped = stopping[Symbol.asyncDispose]();
    expect(await source.next()).toBeUndefined();
    await stopped;
    const line = stopping.log.find((text) => text.includes("subscription ended"));
    expect(JSON.parse(line ?? "{}")).toMatchObject({ reason: "draining" });
  });
});

describe("a subscription that reads with the caller's token", { tags: ["embedded"] }, () => {
  it("ends within a minute after the token was revoked", async () => {
    await using env = await startReplicaEnv({ TOKEN_CACHE_TTL_MS: "30000" });
    const { name } = await env.addPerson({ metadata: { plan: "gold" } });
    const token = await env.login(name, { app: "spa-jwt" });
    await using source = await openEventSource(env.url, changes, { token });
    await source.next();
    env.emulator.revoke(token);
    await env.clock.advance(minute);
    expect(await source.nextCodes()).toEqual(["UNAUTHENTICATED"]);
    expect(env.emulator.calls.some(({ path }) => routes.list.test(path))).toBe(true);
  });
});
