import { describe, expect, it } from "vitest";
import { queryEntities } from "../../support/entities.js";
import { withRules } from "../../support/rules.js";
import { startWorld, type World } from "../../support/test-env.js";

const seconds = 1000;
const minutes = 60 * seconds;

// Time passes only when it is told to.
describe("how long something lives", { tags: ["embedded"] }, () => {
  /** On both clocks, the subgraph's and the embedded ZITADEL's. */
  const advance = async (world: World, ms: number): Promise<void> => {
    await world.clock.advance(ms);
    world.emulator.advanceClock(ms);
  };

  const rules = (TOKEN_CACHE_TTL_MS: string | undefined): ReturnType<typeof withRules> =>
    withRules(() => [{ keys: ["*"], read: ["anyone"], as: "service" }], { TOKEN_CACHE_TTL_MS });

  const introspectionsAfter = async (world: World, token: string, ms: number): Promise<number> => {
    world.takeCalls();
    await advance(world, ms);
    expect((await world.query("{ me { id } }", { token })).codes).toEqual([]);
    return world.takeCalls().introspect ?? 0;
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
    await using world = await startWorld(rules(cacheMs));
    const token = await world.login("road-runner", { app });
    expect(await introspectionsAfter(world, token, 0)).toBe(1);
    expect(await introspectionsAfter(world, token, before * seconds)).toBe(0);
    expect(await introspectionsAfter(world, token, after * seconds)).toBe(1);
  });

  it("is, for a refusal, 5 s", async () => {
    await using world = await startWorld({ TOKEN_CACHE_TTL_MS: "300000" });
    const ask = async (ms: number): Promise<number> => {
      world.takeCalls();
      await advance(world, ms);
      expect((await world.query("{ me { id } }", { token: "garbage" })).codes).toEqual(["UNAUTHENTICATED"]);
      return world.takeCalls().introspect ?? 0;
    };
    expect([await ask(0), await ask(4 * seconds), await ask(2 * seconds)]).toEqual([1, 0, 1]);
  });

  it("is, for our service user's access token, all but the last five minutes of it", async () => {
    await using world = await startWorld(async (zitadel) => ({
      ...(await rules("0")(zitadel)),
      ZITADEL_SERVICE_USER_TOKEN: undefined,
      ZITADEL_SERVICE_USER_KEY: JSON.stringify(await zitadel.directory.key("manager")),
    }));
    const owners = [world.zitadel.directory.user("wile-coyote")];
    const bought = async (ms: number): Promise<number> => {
      await advance(world, ms);
      world.takePaths();
      const token = world.zitadel.directory.personalAccessToken("nobody");
      expect((await queryEntities(world, owners, "metadata { key }", { token })).codes).toEqual([]);
      return world.takePaths().filter((path) => path === "/oauth/v2/token").length;
    };
    // ZITADEL's last 12 hours.
    expect([await bought(0), await bought(714 * minutes), await bought(2 * minutes)]).toEqual([0, 0, 1]);
  });
});
