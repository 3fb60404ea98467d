import { describe, expect, it } from "vitest";
import { z } from "zod";
import { queryEntities } from "../../support/query.js";
import { createTestClock } from "../../support/test-clock.js";
import { startTestEnv, type TestEnv, withRules } from "../../support/test-env.js";

const minute = 60_000;

interface Difference {
  /** How far the subgraph's clock is ahead of ZITADEL's. */
  readonly clockAheadMs?: number;
  readonly keyId?: string;
}

/**
 * Starts a subgraph that authenticates itself with keys: for introspection, and for the service user that reads
 * for all callers.
 */
async function start({ clockAheadMs = 0, ...changes }: Difference): Promise<TestEnv> {
  const clock = createTestClock();
  await clock.advance(Math.max(clockAheadMs, 0));
  return startTestEnv(async (zitadel) => {
    zitadel.emulator.advanceClock(Math.max(-clockAheadMs, 0));
    const readKey = async (name: string): Promise<string> =>
      JSON.stringify({ ...z.looseObject({}).parse(await zitadel.directory.key(name)), ...changes });
    return {
      ...withRules(() => [{ keys: ["*"], read: ["anyone"], as: "service" }])(zitadel),
      ZITADEL_INTROSPECTION_CLIENT_ID: undefined,
      ZITADEL_INTROSPECTION_CLIENT_SECRET: undefined,
      ZITADEL_INTROSPECTION_KEY: await readKey("api-key"),
      ZITADEL_SERVICE_USER_TOKEN: undefined,
      ZITADEL_SERVICE_USER_KEY: await readKey("manager"),
      // The service user's key is also tested with callers whose tokens need no introspection.
      JWT_SKIP_INTROSPECTION: "true",
    };
  }, clock);
}

async function readOther(env: TestEnv, app: string): ReturnType<typeof queryEntities> {
  const token = await env.login("porky-pig", { app });
  return queryEntities(env, [env.zitadel.directory.user("road-runner")], "metadata { key }", { token });
}

describe("client assertions", { tags: ["embedded"] }, () => {
  it.each([
    ["30 s ahead of", 30_000],
    ["25 minutes behind", -25 * minute],
  ])("are valid while the subgraph's clock is %s ZITADEL's", async (_, clockAheadMs) => {
    await using env = await start({ clockAheadMs });
    expect((await readOther(env, "spa")).codes).toEqual([]);
  });

  const clockAhead = ["the clock is 10 minutes ahead of ZITADEL's", { clockAheadMs: 10 * minute }] as const;
  const unknownKey = ["ZITADEL does not know the key", { keyId: "999999999999999999" }] as const;

  it.each([
    clockAhead,
    ["the clock is 40 minutes behind ZITADEL's", { clockAheadMs: -40 * minute }] as const,
    unknownKey,
  ])("for introspection return MISCONFIGURED, not UNAUTHENTICATED, when %s", async (_, difference) => {
    await using env = await start(difference);
    env.takeCalls();
    const { codes, errors } = await readOther(env, "spa");
    expect(codes).toEqual(["MISCONFIGURED"]);
    expect(env.takeCalls()).toEqual({ introspect: 1 });
    expect(env.log.join()).toContain("with a key, also the clock of this machine");
    expect(errors[0]?.message).not.toContain("clock");
  });

  it("are signed again after ZITADEL rejected one", async () => {
    await using env = await start({ clockAheadMs: -40 * minute });
    expect((await readOther(env, "spa")).codes).toEqual(["MISCONFIGURED"]);
    // The rejected assertion would be reused for 15 minutes, and ZITADEL considers it expired.
    await env.clock.advance(14 * minute);
    expect((await readOther(env, "spa")).codes).toEqual([]);
  });

  it.each([clockAhead, unknownKey])(
    "for the service user return MISCONFIGURED to its callers when %s",
    async (_, difference) => {
      await using env = await start(difference);
      const { codes, errors } = await readOther(env, "spa-jwt");
      expect(codes).toEqual(["MISCONFIGURED"]);
      expect(env.log.join()).toContain(
        "ZITADEL_SERVICE_USER_… settings and, for a key, this machine's clock",
      );
      expect(errors[0]?.message).not.toContain("clock");
    },
  );
});
