import { pino } from "pino";
import { describe, expect, it } from "vitest";
import { readConfig } from "../../../src/config/read-config.js";
import { startEmulator } from "zitadel-emulator";
import { createApp } from "../../../src/app/create-app.js";
import { probe } from "../../support/post.js";
import { startStubServer } from "../../support/start-stub-server.js";
import { createTestClock } from "../../support/test-clock.js";
import { toSubgraphEnv, startTestEnv } from "../../support/test-env.js";

const discoveryPath = "/.well-known/openid-configuration";
const html = "<html>";
/** Only a test that hangs gets there. */
const hangs = { timeout: 60_000 };

describe("a subgraph that waits for ZITADEL", { tags: ["embedded"] }, () => {
  it("tries again whatever answers, tells a wrong one as an error, and looks at its service user in the end", async () => {
    let answer: readonly [number, unknown] = [503, "starting"];
    let asked = 0;
    await using before = await startStubServer(() => {
      asked++;
      return answer;
    });
    const log: string[] = [];
    const clock = createTestClock();
    const told = async (words: string): Promise<string> => {
      await clock.until(() => log.some((text) => text.includes(words)));
      return log.find((text) => text.includes(words)) ?? "";
    };
    const rules = [{ keys: ["*"], read: ["anyone"], as: "service" }];
    await using app = await createApp(
      readConfig({
        ...(await environmentAt(before.origin)),
        METADATA_POLICY: JSON.stringify({ rules }),
      }),
      pino({ level: "debug" }, { write: (line) => log.push(line) }),
      { clock },
    );
    expect(await probe(app.url, "/readyz")).toEqual({
      status: 503,
      body: { status: "starting", code: "UPSTREAM_UNAVAILABLE" },
    });
    await clock.until(() => asked > 2);
    expect(log.filter((line) => line.includes("ZITADEL not ready, retrying"))).toHaveLength(1);
    answer = [200, { issuer: "https://another.example" }];
    expect(JSON.parse(await told("https://another.example"))).toMatchObject({ level: 50 });
    expect(await probe(app.url, "/readyz")).toEqual({
      status: 503,
      body: { status: "starting", code: "MISCONFIGURED" },
    });
    await before[Symbol.asyncDispose]();
    await using zitadel = await startEmulator({ port: before.port });
    expect(zitadel.issuer).toBe(before.origin);
    await told("connected to ZITADEL; ready");
    expect(await probe(app.url, "/readyz")).toEqual({ status: 200, body: { status: "ok" } });
    // Personal access tokens are another ZITADEL's.
    expect(JSON.parse(await told("service user (ZITADEL_SERVICE_USER_…)"))).toMatchObject({
      level: 50,
      code: "UNAUTHENTICATED",
    });
  });

  it.each([
    ["503", { status: 503, body: html }, "UPSTREAM_UNAVAILABLE"],
    ["a reset connection", "reset", "UPSTREAM_UNAVAILABLE"],
    ["a proxy's page", { status: 200, body: html }, "UPSTREAM_INVALID_RESPONSE"],
  ] as const)(
    "waits for the signing keys, too: %s; no JWT's owner is logged out by it",
    async (_, fault, code) => {
      await using env = await startTestEnv(({ emulator }) => {
        emulator.failNext("/oauth/v2/keys", fault, Number.POSITIVE_INFINITY);
        return Promise.resolve({});
      });
      expect(await probe(env.url, "/readyz")).toEqual({
        status: 503,
        body: { status: "starting", code },
      });
      const token = await env.login("road-runner", { app: "spa-jwt" });
      expect((await env.query("{ me { id } }", { token })).codes).toEqual([code]);
    },
  );

  it("has the signing keys before the first JWT comes, and asks for none where it takes no JWTs", async () => {
    await using env = await startTestEnv();
    expect(env.takeCalls()).toMatchObject({ keys: 1 });
    const token = await env.login("road-runner", { app: "spa-jwt" });
    expect((await env.query("{ me { id } }", { token })).codes).toEqual([]);
    expect(env.takeCalls()).not.toHaveProperty("keys");
    await using opaque = await startTestEnv({ TOKEN_VALIDATION: "introspection" });
    expect(opaque.takeCalls()).not.toHaveProperty("keys");
  });
});

describe("a ZITADEL in trouble after it was there", { tags: ["embedded"] }, () => {
  const degraded = { status: 200, body: { status: "degraded", codes: ["UPSTREAM_UNAVAILABLE"] } };

  it("leaves the subgraph ready, which says so, and looks by itself whether it is over", async () => {
    await using env = await startTestEnv();
    const { emulator, url } = env;
    const token = await env.login("road-runner");
    emulator.failNext("/oauth/v2/introspect", { status: 503, body: html }, 3);
    expect((await env.query("{ me { id } }", { token })).codes).toEqual(["UPSTREAM_UNAVAILABLE"]);
    const held = emulator.holdNext(discoveryPath);
    env.takePaths();
    expect(await probe(url, "/readyz")).toEqual(degraded);
    await held.arrived;
    // One look is under way, and nobody waits for it.
    for (let n = 0; n < 4; n++) {
      await env.clock.advance(400);
      expect(await probe(url, "/readyz")).toEqual(degraded);
    }
    expect(env.takePaths()).toEqual([discoveryPath]);
    held.release();
    await expect.poll(() => probe(url, "/readyz"), hangs).toEqual({ status: 200, body: { status: "ok" } });
  });

  it("is looked at once per second at most", async () => {
    await using env = await startTestEnv();
    const { emulator, url } = env;
    emulator.failNext(/./, { status: 503, body: html }, Number.POSITIVE_INFINITY);
    await env.query("{ me { id } }", { token: await env.login("road-runner") });
    env.takePaths();
    for (let second = 0; second < 4; second++) {
      for (let n = 0; n < 10; n++) expect(await probe(url, "/readyz")).toEqual(degraded);
      let looks = 0;
      const look = async (): Promise<number> => {
        // The last look may just have been under way.
        await probe(url, "/readyz");
        return (looks += env.takePaths().length);
      };
      await expect.poll(look, hangs).toBe(1);
      await env.clock.advance(999);
      expect(await probe(url, "/readyz")).toEqual(degraded);
      expect(env.takePaths()).toEqual([]);
      await env.clock.advance(1);
    }
  });
});

async function environmentAt(issuer: string): Promise<Readonly<Record<string, string>>> {
  await using zitadel = await startEmulator();
  return {
    ...toSubgraphEnv(zitadel),
    ZITADEL_ISSUER: issuer,
    ZITADEL_SERVICE_USER_TOKEN: zitadel.directory.personalAccessToken("instance-manager"),
  };
}
