import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { otherLinesOf } from "../../support/log-lines.js";
import { setUserMetadata } from "../../support/mutations.js";
import { withRules } from "../../support/rules.js";
import { startTestEnv, type TestEnv } from "../../support/test-env.js";

const serviceRules = withRules(
  () => [
    { keys: ["preferences.*"], read: ["self"], write: ["self"], as: "service" },
    { keys: ["*"], read: ["anyone"] },
  ],
  { TOKEN_CACHE_TTL_MS: undefined },
);

describe("a token that was accepted", () => {
  let env: TestEnv;
  beforeEach(async () => {
    env = await startTestEnv({ TOKEN_CACHE_TTL_MS: undefined });
    env.takeCalls();
  });
  afterEach(() => env[Symbol.asyncDispose]());

  const me = async (token: string, of = env): Promise<unknown> => {
    const { data, codes } = await of.query("{ me { id } }", { token });
    return codes[0] ?? data;
  };

  it("is not asked about again for a while, and once for all who come with it at the same time", async () => {
    const token = await env.login("road-runner");
    await Promise.all([me(token), me(token), me(token)]);
    await me(token);
    expect(env.takeCalls()).toEqual({ introspect: 1 });
  });

  it("is somebody else's than another's", async () => {
    const tokens = [await env.login("road-runner"), await env.login("wile-coyote")];
    const ids = await Promise.all([...tokens, ...tokens].map((token) => me(token)));
    expect(new Set(ids.map((it) => JSON.stringify(it))).size).toBe(2);
    expect(env.takeCalls()).toEqual({ introspect: 2 });
  });

  it("is asked about every time where TOKEN_CACHE_TTL_MS is 0", async () => {
    await using forgetful = await startTestEnv({ TOKEN_CACHE_TTL_MS: "0" });
    const token = await forgetful.login("road-runner");
    await me(token, forgetful);
    await me(token, forgetful);
    expect(forgetful.takeCalls()).toMatchObject({ introspect: 2 });
  });

  it("is refused again without asking for a moment when it was refused", async () => {
    expect([await me("garbage"), await me("garbage")]).toEqual(["UNAUTHENTICATED", "UNAUTHENTICATED"]);
    expect(env.takeCalls()).toEqual({ introspect: 1 });
  });

  it("is asked about again when it could not be found out", { tags: ["embedded"] }, async () => {
    const token = await env.login("road-runner");
    env.emulator.failNext("/oauth/v2/introspect", { status: 503 });
    expect(await me(token)).toBe("UPSTREAM_UNAVAILABLE");
    expect(await me(token)).toMatchObject({ me: {} });
  });

  it("is remembered no longer than it is good", { tags: ["embedded"] }, async () => {
    const lifeMs = 20_000;
    const { accessToken } = await env.emulator.issueTokens("road-runner", "spa", "openid", lifeMs / 1000);
    expect(await me(accessToken)).toMatchObject({ me: {} });
    await env.clock.advance(lifeMs);
    env.emulator.advanceClock(lifeMs);
    expect(await me(accessToken)).toBe("UNAUTHENTICATED");
  });

  it("lets nobody write with our service user's token once it was revoked", {
    tags: ["embedded"],
  }, async () => {
    await using ruled = await startTestEnv(serviceRules);
    const roadRunner = ruled.zitadel.directory.user("road-runner");
    const set = (token: string): ReturnType<typeof setUserMetadata> =>
      setUserMetadata(ruled, token, roadRunner, [{ key: "preferences.a", value: "x" }]);
    for (const app of ["spa", "spa-jwt"]) {
      const token = await ruled.login("road-runner", { app });
      expect((await set(token)).codes).toEqual([]);
      ruled.emulator.revoke(token);
      expect((await set(token)).codes).toEqual(["UNAUTHENTICATED"]);
    }
  });

  it("is not accepted again by an older answer that comes late", { tags: ["embedded"] }, async () => {
    await using ruled = await startTestEnv(serviceRules);
    const { name, id } = await ruled.addPerson({ metadata: { "preferences.a": "x" } });
    const token = await ruled.login(name);
    const mine = (): ReturnType<TestEnv["query"]> => ruled.query("{ me { metadataMap } }", { token });
    const held = ruled.emulator.holdNext("/oauth/v2/introspect", { afterCommit: true });
    const slow = mine();
    await held.arrived;
    ruled.emulator.revoke(token);
    const write = await setUserMetadata(ruled, token, id, [{ key: "preferences.a", value: "y" }]);
    expect(write.codes).toEqual(["UNAUTHENTICATED"]);
    held.release();
    await slow;
    expect((await mine()).codes).toEqual(["UNAUTHENTICATED"]);
  });

  it("is somebody's of whom signature and introspection say the same", { tags: ["embedded"] }, async () => {
    await using ruled = await startTestEnv(serviceRules);
    const { user, app, project } = ruled.zitadel.directory;
    const token = await ruled.login("road-runner", { app: "spa-jwt" });
    const others = {
      active: true,
      iss: ruled.zitadel.issuer,
      sub: user("wile-coyote"),
      aud: [project("shop")],
    };
    const body = JSON.stringify({ ...others, client_id: app("spa-jwt") });
    ruled.emulator.failNext("/oauth/v2/introspect", { status: 200, body });
    expect(await me(token, ruled)).toBe("UNAUTHENTICATED");
  });

  it("is in the log for each request that is refused for it", async () => {
    for (const id of ["one", "two"]) {
      await env.query("{ me { id } }", { token: "garbage", headers: { "x-request-id": id } });
    }
    const refusals = otherLinesOf(env).filter((line) => line["code"] === "UNAUTHENTICATED");
    expect(refusals.map((line) => line.requestId)).toEqual(["one", "two"]);
  });

  it("is asked about for every write that our service user may do, and for reads once in a while", async () => {
    await using ruled = await startTestEnv(serviceRules);
    const { name, id } = await ruled.addPerson();
    const token = await ruled.login(name, { app: "spa-jwt" });
    ruled.takeCalls();
    await me(token, ruled);
    await me(token, ruled);
    expect(ruled.takeCalls()).toMatchObject({ introspect: 1 });
    const entries = [{ key: "preferences.a", value: "x" }];
    await setUserMetadata(ruled, token, id, entries);
    await setUserMetadata(ruled, token, id, entries);
    expect(ruled.takeCalls()).toMatchObject({ introspect: 2, set: 2 });
  });
});
