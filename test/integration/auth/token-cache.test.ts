import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { otherLinesOf } from "../../support/observability.js";
import { setUserMetadata } from "../../support/query.js";
import { startTestEnv, type TestEnv, withRules } from "../../support/test-env.js";

const serviceRules = withRules(
  () => [
    { keys: ["preferences.*"], read: ["self"], write: ["self"], as: "service" },
    { keys: ["*"], read: ["anyone"] },
  ],
  { TOKEN_CACHE_TTL_MS: undefined },
);

describe("token cache", () => {
  let env: TestEnv;
  beforeEach(async () => {
    env = await startTestEnv({ TOKEN_CACHE_TTL_MS: undefined });
    env.takeCalls();
  });
  afterEach(() => env[Symbol.asyncDispose]());

  const me = async (token: string, testEnv = env): Promise<unknown> => {
    const { data, codes } = await testEnv.query("{ me { id } }", { token });
    return codes[0] ?? data;
  };

  it("introspects a token once for concurrent requests and caches the result", async () => {
    const token = await env.login("road-runner");
    await Promise.all([me(token), me(token), me(token)]);
    await me(token);
    expect(env.takeCalls()).toEqual({ introspect: 1 });
  });

  it("caches each token separately", async () => {
    const tokens = [await env.login("road-runner"), await env.login("wile-coyote")];
    const ids = await Promise.all([...tokens, ...tokens].map((token) => me(token)));
    expect(new Set(ids.map((id) => JSON.stringify(id))).size).toBe(2);
    expect(env.takeCalls()).toEqual({ introspect: 2 });
  });

  it("introspects the token for every request when TOKEN_CACHE_TTL_MS is 0", async () => {
    await using uncached = await startTestEnv({ TOKEN_CACHE_TTL_MS: "0" });
    const token = await uncached.login("road-runner");
    uncached.takeCalls();
    await me(token, uncached);
    await me(token, uncached);
    expect(uncached.takeCalls()).toMatchObject({ introspect: 2 });
  });

  it("caches a rejection", async () => {
    expect([await me("garbage"), await me("garbage")]).toEqual(["UNAUTHENTICATED", "UNAUTHENTICATED"]);
    expect(env.takeCalls()).toEqual({ introspect: 1 });
  });

  it("introspects a token again after a failed check", { tags: ["embedded"] }, async () => {
    const token = await env.login("road-runner");
    env.emulator.failNext("/oauth/v2/introspect", { status: 503 });
    expect(await me(token)).toBe("UPSTREAM_UNAVAILABLE");
    expect(await me(token)).toMatchObject({ me: {} });
  });

  it("does not cache a token beyond its expiry", { tags: ["embedded"] }, async () => {
    const lifetimeMs = 20_000;
    const { accessToken } = await env.emulator.issueTokens("road-runner", "spa", "openid", lifetimeMs / 1000);
    expect(await me(accessToken)).toMatchObject({ me: {} });
    await env.clock.advance(lifetimeMs);
    env.emulator.advanceClock(lifetimeMs);
    expect(await me(accessToken)).toBe("UNAUTHENTICATED");
  });

  it("rejects a write through the service user after the caller's token was revoked", {
    tags: ["embedded"],
  }, async () => {
    await using withService = await startTestEnv(serviceRules);
    const roadRunner = withService.zitadel.directory.user("road-runner");
    const set = (token: string): ReturnType<typeof setUserMetadata> =>
      setUserMetadata(withService, token, roadRunner, [{ key: "preferences.a", value: "x" }]);
    for (const app of ["spa", "spa-jwt"]) {
      const token = await withService.login("road-runner", { app });
      expect((await set(token)).codes).toEqual([]);
      withService.emulator.revoke(token);
      expect((await set(token)).codes).toEqual(["UNAUTHENTICATED"]);
    }
  });

  it("keeps rejecting a revoked token when an older introspection result arrives late", {
    tags: ["embedded"],
  }, async () => {
    await using withService = await startTestEnv(serviceRules);
    const { name, id } = await withService.addPerson({ metadata: { "preferences.a": "x" } });
    const token = await withService.login(name);
    const readMine = (): ReturnType<TestEnv["query"]> =>
      withService.query("{ me { metadataMap } }", { token });
    const heldCall = withService.emulator.holdNext("/oauth/v2/introspect", { afterCommit: true });
    const delayedRead = readMine();
    await heldCall.arrived;
    withService.emulator.revoke(token);
    const write = await setUserMetadata(withService, token, id, [{ key: "preferences.a", value: "y" }]);
    expect(write.codes).toEqual(["UNAUTHENTICATED"]);
    heldCall.release();
    await delayedRead;
    // Reads no metadata, for which ZITADEL would reject the token itself.
    expect(await me(token, withService)).toBe("UNAUTHENTICATED");
  });

  it("rejects a JWT whose introspection result names another user", { tags: ["embedded"] }, async () => {
    await using withService = await startTestEnv(serviceRules);
    const { user, app, project } = withService.zitadel.directory;
    const token = await withService.login("road-runner", { app: "spa-jwt" });
    const otherUser = {
      active: true,
      iss: withService.zitadel.issuer,
      sub: user("wile-coyote"),
      aud: [project("shop")],
    };
    const body = JSON.stringify({ ...otherUser, client_id: app("spa-jwt") });
    withService.emulator.failNext("/oauth/v2/introspect", { status: 200, body });
    expect(await me(token, withService)).toBe("UNAUTHENTICATED");
  });

  it("logs each rejected request, also when the rejection is cached", async () => {
    for (const id of ["one", "two"]) {
      await env.query("{ me { id } }", { token: "garbage", headers: { "x-request-id": id } });
    }
    const rejections = otherLinesOf(env).filter((line) => line["code"] === "UNAUTHENTICATED");
    expect(rejections.map((line) => line.requestId)).toEqual(["one", "two"]);
  });

  it("introspects a JWT for every write through the service user and caches the check for reads", async () => {
    await using withService = await startTestEnv(serviceRules);
    const { name, id } = await withService.addPerson();
    const token = await withService.login(name, { app: "spa-jwt" });
    withService.takeCalls();
    await me(token, withService);
    await me(token, withService);
    expect(withService.takeCalls()).toMatchObject({ introspect: 1 });
    const entries = [{ key: "preferences.a", value: "x" }];
    await setUserMetadata(withService, token, id, entries);
    await setUserMetadata(withService, token, id, entries);
    expect(withService.takeCalls()).toMatchObject({ introspect: 2, set: 2 });
  });
});
