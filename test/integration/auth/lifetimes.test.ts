import { describe, expect, it } from "vitest";
import { queryEntities } from "../../support/query.js";
import { startTestEnv, type TestEnv, withRules } from "../../support/test-env.js";

const seconds = 1000;
const minutes = 60 * seconds;

// The clocks stand still until a test advances them.
describe("lifetimes of token checks and access tokens", { tags: ["embedded"] }, () => {
  /** Advances both clocks: the subgraph's and the embedded ZITADEL's. */
  const advance = async (env: TestEnv, ms: number): Promise<void> => {
    await env.clock.advance(ms);
    env.emulator.advanceClock(ms);
  };

  const rules = (TOKEN_CACHE_TTL_MS: string | undefined): ReturnType<typeof withRules> =>
    withRules(() => [{ keys: ["*"], read: ["anyone"], as: "service" }], { TOKEN_CACHE_TTL_MS });

  const introspectionsAfter = async (env: TestEnv, token: string, ms: number): Promise<number> => {
    env.takeCalls();
    await advance(env, ms);
    expect((await env.query("{ me { id } }", { token })).codes).toEqual([]);
    return env.takeCalls().introspect ?? 0;
  };

  it.each([
    ["a JWT with service rules for 30 s when TOKEN_CACHE_TTL_MS is longer", "spa-jwt", "300000", 29, 2],
    [
      "a JWT with service rules for TOKEN_CACHE_TTL_MS when that is shorter than 30 s",
      "spa-jwt",
      "10000",
      9,
      2,
    ],
    ["an opaque token for TOKEN_CACHE_TTL_MS", "spa", "300000", 299, 2],
    ["an opaque token for 30 s by default", "spa", undefined, 29, 2],
  ])("caches the check of %s", async (_, app, ttlMs, secondsWithin, secondsBeyond) => {
    await using env = await startTestEnv(rules(ttlMs));
    const token = await env.login("road-runner", { app });
    expect(await introspectionsAfter(env, token, 0)).toBe(1);
    expect(await introspectionsAfter(env, token, secondsWithin * seconds)).toBe(0);
    expect(await introspectionsAfter(env, token, secondsBeyond * seconds)).toBe(1);
  });

  it("caches a rejection for 5 s", async () => {
    await using env = await startTestEnv({ TOKEN_CACHE_TTL_MS: "300000" });
    const introspectionsOfInvalid = async (ms: number): Promise<number> => {
      env.takeCalls();
      await advance(env, ms);
      expect((await env.query("{ me { id } }", { token: "garbage" })).codes).toEqual(["UNAUTHENTICATED"]);
      return env.takeCalls().introspect ?? 0;
    };
    expect([
      await introspectionsOfInvalid(0),
      await introspectionsOfInvalid(4 * seconds),
      await introspectionsOfInvalid(2 * seconds),
    ]).toEqual([1, 0, 1]);
  });

  it("reuses the service user's access token until five minutes before it expires", async () => {
    await using env = await startTestEnv(async (zitadel) => ({
      ...rules("0")(zitadel),
      ZITADEL_SERVICE_USER_TOKEN: undefined,
      ZITADEL_SERVICE_USER_KEY: JSON.stringify(await zitadel.directory.key("manager")),
    }));
    const userIds = [env.zitadel.directory.user("wile-coyote")];
    const tokenRequestsAfter = async (ms: number): Promise<number> => {
      await advance(env, ms);
      env.takePaths();
      const token = env.pat("nobody");
      expect((await queryEntities(env, userIds, "metadata { key }", { token })).codes).toEqual([]);
      return env.takePaths().filter((path) => path === "/oauth/v2/token").length;
    };
    // ZITADEL's access tokens are valid for 12 hours, which is 720 minutes.
    expect([
      await tokenRequestsAfter(0),
      await tokenRequestsAfter(714 * minutes),
      await tokenRequestsAfter(2 * minutes),
    ]).toEqual([0, 0, 1]);
  });
});
