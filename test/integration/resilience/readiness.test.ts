import { pino } from "pino";
import { describe, expect, it } from "vitest";
import { readConfig } from "../../../src/config/read-config.js";
import { startEmulator } from "zitadel-emulator";
import { createApp } from "../../../src/app/create-app.js";
import { probe } from "../../support/observability.js";
import { startStubServer } from "../../support/servers.js";
import { createTestClock } from "../../support/test-clock.js";
import { startTestEnv, toSubgraphEnv } from "../../support/test-env.js";

const discoveryPath = "/.well-known/openid-configuration";
const html = "<html>";
/** Reached only by a test that hangs. */
const pollOptions = { timeout: 60_000 };

describe("readiness before ZITADEL is available", { tags: ["embedded"] }, () => {
  it("retries until ZITADEL is available, logs a wrong issuer as an error and finally checks the service user", async () => {
    let response: readonly [number, unknown] = [503, "starting"];
    let requestCount = 0;
    await using stub = await startStubServer(() => {
      requestCount++;
      return response;
    });
    const log: string[] = [];
    const clock = createTestClock();
    const waitForLog = async (text: string): Promise<string> => {
      await clock.until(() => log.some((line) => line.includes(text)));
      return log.find((line) => line.includes(text)) ?? "";
    };
    const rules = [{ keys: ["*"], read: ["anyone"], as: "service" }];
    await using app = await createApp(
      readConfig({
        ...(await environmentAt(stub.origin)),
        METADATA_POLICY: JSON.stringify({ rules }),
      }),
      pino({ level: "debug" }, { write: (line) => log.push(line) }),
      { clock },
    );
    expect(await probe(app.url, "/readyz")).toEqual({
      status: 503,
      body: { status: "starting", code: "UPSTREAM_UNAVAILABLE" },
    });
    await clock.until(() => requestCount > 2);
    expect(log.filter((line) => line.includes("ZITADEL not ready, retrying"))).toHaveLength(1);
    response = [200, { issuer: "https://another.example" }];
    expect(JSON.parse(await waitForLog("https://another.example"))).toMatchObject({ level: 50 });
    expect(await probe(app.url, "/readyz")).toEqual({
      status: 503,
      body: { status: "starting", code: "MISCONFIGURED" },
    });
    await stub[Symbol.asyncDispose]();
    await using zitadel = await startEmulator({ port: stub.port });
    expect(zitadel.issuer).toBe(stub.origin);
    await waitForLog("connected to ZITADEL; ready");
    // The personal access token was issued by another ZITADEL.
    expect(JSON.parse(await waitForLog("service user (ZITADEL_SERVICE_USER_…)"))).toMatchObject({
      level: 50,
      code: "MISCONFIGURED",
    });
  });

  it.each([
    ["503", { status: 503, body: html }, "UPSTREAM_UNAVAILABLE"],
    ["a reset connection", "reset", "UPSTREAM_UNAVAILABLE"],
    ["a proxy's page", { status: 200, body: html }, "UPSTREAM_INVALID_RESPONSE"],
  ] as const)(
    "waits for the signing keys and does not return UNAUTHENTICATED for a JWT after %s",
    async (_, fault, code) => {
      await using env = await startTestEnv(({ emulator }) => {
        emulator.failNext("/oauth/v2/keys", fault, Number.POSITIVE_INFINITY);
        return {};
      });
      expect(await probe(env.url, "/readyz")).toEqual({
        status: 503,
        body: { status: "starting", code },
      });
      const token = await env.login("road-runner", { app: "spa-jwt" });
      expect((await env.query("{ me { id } }", { token })).codes).toEqual([code]);
    },
  );

  it("loads the signing keys before the first JWT arrives, and never if TOKEN_VALIDATION excludes JWTs", async () => {
    await using env = await startTestEnv();
    expect(env.takeCalls()).toMatchObject({ keys: 1 });
    const token = await env.login("road-runner", { app: "spa-jwt" });
    expect((await env.query("{ me { id } }", { token })).codes).toEqual([]);
    expect(env.takeCalls()).not.toHaveProperty("keys");
    await using opaque = await startTestEnv({ TOKEN_VALIDATION: "introspection" });
    expect(opaque.takeCalls()).not.toHaveProperty("keys");
  });
});

describe("readiness during an outage of ZITADEL", { tags: ["embedded"] }, () => {
  const degraded = { status: 200, body: { status: "degraded", codes: ["UPSTREAM_UNAVAILABLE"] } };

  it("stays ready, reports degraded and probes ZITADEL in the background", async () => {
    await using env = await startTestEnv();
    const { emulator, url } = env;
    const token = await env.login("road-runner");
    emulator.failNext("/oauth/v2/introspect", { status: 503, body: html }, 3);
    expect((await env.query("{ me { id } }", { token })).codes).toEqual(["UPSTREAM_UNAVAILABLE"]);
    const held = emulator.holdNext(discoveryPath);
    env.takePaths();
    expect(await probe(url, "/readyz")).toEqual(degraded);
    await held.arrived;
    // One probe is pending, and /readyz does not wait for it.
    for (let n = 0; n < 4; n++) {
      await env.clock.advance(400);
      expect(await probe(url, "/readyz")).toEqual(degraded);
    }
    expect(env.takePaths()).toEqual([discoveryPath]);
    held.release();
    await expect
      .poll(() => probe(url, "/readyz"), pollOptions)
      .toEqual({ status: 200, body: { status: "ok" } });
  });

  it("probes ZITADEL at most once per second", async () => {
    await using env = await startTestEnv();
    const { emulator, url } = env;
    emulator.failNext(/./, { status: 503, body: html }, Number.POSITIVE_INFINITY);
    await env.query("{ me { id } }", { token: await env.login("road-runner") });
    env.takePaths();
    for (let second = 0; second < 4; second++) {
      for (let n = 0; n < 10; n++) expect(await probe(url, "/readyz")).toEqual(degraded);
      let probes = 0;
      const countProbes = async (): Promise<number> => {
        // The previous probe may still be pending.
        await probe(url, "/readyz");
        return (probes += env.takePaths().length);
      };
      await expect.poll(countProbes, pollOptions).toBe(1);
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
