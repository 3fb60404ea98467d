import { describe, expect, it } from "vitest";
import { queryEntities } from "../../support/entities.js";
import { withRules } from "../../support/rules.js";
import { startTestEnv, type TestEnv } from "../../support/test-env.js";

const seconds = 1000;
const minutes = 60 * seconds;

// Time passes only when it is told to.
describe("how long something lives", { tags: ["embedded"] }, () => {
  /** On both clocks, the subgraph's and the embedded ZITADEL's. */
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
    [
      "a JWT that our service user may act for: 30 s, whatever TOKEN_CACHE_TTL_MS says",
      "spa-jwt",
      "300000",
      29,
      2,
    ],
    ["a JWT under a shorter TOKEN_CACHE_TTL_MS: that", "spa-jwt", "10000", 9, 2],
    ["an opaque token: TOKEN_CACHE_TTL_MS", "spa", "300000", 299, 2],
    ["an opaque token where nothing is set: 30 s", "spa", undefined, 29, 2],
  ])("is, for what was said of %s", async (_, app, cacheMs, before, after) => {
    await using env = await startTestEnv(rules(cacheMs));
    const token = await env.login("road-runner", { app });
    expect(await introspectionsAfter(env, token, 0)).toBe(1);
    expect(await introspectionsAfter(env, token, before * seconds)).toBe(0);
    expect(await introspectionsAfter(env, token, after * seconds)).toBe(1);
  });

  it("is, for a refusal, 5 s", async () => {
    await using env = await startTestEnv({ TOKEN_CACHE_TTL_MS: "300000" });
    const ask = async (ms: number): Promise<number> => {
      env.takeCalls();
      await advance(env, ms);
      expect((await env.query("{ me { id } }", { token: "garbage" })).codes).toEqual(["UNAUTHENTICATED"]);
      return env.takeCalls().introspect ?? 0;
    };
    expect([await ask(0), await ask(4 * seconds), await ask(2 * seconds)]).toEqual([1, 0, 1]);
  });

  it("is, for our service user's access token, all but the last five minutes of it", async () => {
    await using env = await startTestEnv(async (zitadel) => ({
      ...(await rules("0")(zitadel)),
      ZITADEL_SERVICE_USER_TOKEN: undefined,
      ZITADEL_SERVICE_USER_KEY: JSON.stringify(await zitadel.directory.key("manager")),
    }));
    const owners = [env.zitadel.directory.user("wile-coyote")];
    const bought = async (ms: number): Promise<number> => {
      await advance(env, ms);
      env.takePaths();
      const token = env.zitadel.directory.personalAccessToken("nobody");
      expect((await queryEntities(env, owners, "metadata { key }", { token })).codes).toEqual([]);
      return env.takePaths().filter((path) => path === "/oauth/v2/token").length;
    };
    // ZITADEL's last 12 hours.
    expect([await bought(0), await bought(714 * minutes), await bought(2 * minutes)]).toEqual([0, 0, 1]);
  });
});
