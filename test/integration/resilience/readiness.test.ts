import { pino } from "pino";
import { describe, expect, it } from "vitest";
import { readConfig } from "../../../src/config/read-config.js";
import { type Fault, startEmulator } from "zitadel-emulator";
import { createApp } from "../../../src/app/create-app.js";
import { type LogLine, otherLinesOf, probe } from "../../support/observability.js";
import { startStubServer } from "../../support/servers.js";
import { createTestClock } from "../../support/test-clock.js";
import { startTestEnv, toSubgraphEnv } from "../../support/test-env.js";

const discoveryPath = "/.well-known/openid-configuration";
const html = "<html>";
const unavailable = "UPSTREAM_UNAVAILABLE";
const invalid = "UPSTREAM_INVALID_RESPONSE";
const ok = { status: 200, body: { status: "ok" } };

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

  it.each<[string, Fault, string, RegExp]>([
    ["404", { status: 404, body: "404 page not found\n", contentType: "text/plain" }, unavailable, /404/],
    ["403", { status: 403, body: html, contentType: "text/html" }, invalid, /403 \(text\/html\)/],
    ["200 and a page", { status: 200, body: html, contentType: "text/html" }, invalid, /200 \(text\/html\)/],
    ["200 and JSON", { status: 200, body: '{"status":"starting"}' }, invalid, /discovery document/],
    ["a redirect", { redirect: "http://localhost:1/sign-in" }, invalid, /redirects/],
    ["500", { status: 500 }, unavailable, /500 \(no content type\)/],
    ["530", { status: 530, body: html, contentType: "text/html" }, unavailable, /530/],
  ])(
    "warns and retries when a proxy in front of ZITADEL responds with %s",
    async (_, fault, code, message) => {
      await using env = await startTestEnv(({ emulator }) => {
        emulator.failNext(discoveryPath, fault);
        return {};
      });
      expect(await probe(env.url, "/readyz")).toEqual({ status: 503, body: { status: "starting", code } });
      const isRetry = ({ msg }: LogLine): boolean => msg.startsWith("ZITADEL not ready, retrying: ");
      expect(otherLinesOf(env).filter(isRetry)).toEqual([
        expect.objectContaining({ level: 40, code, msg: expect.stringMatching(message) }),
      ]);
      await env.clock.until(() => env.log.some((line) => line.includes("connected to ZITADEL; ready")));
      expect(await probe(env.url, "/readyz")).toEqual(ok);
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

async function environmentAt(issuer: string): Promise<Readonly<Record<string, string>>> {
  await using zitadel = await startEmulator();
  return {
    ...toSubgraphEnv(zitadel),
    ZITADEL_ISSUER: issuer,
    ZITADEL_SERVICE_USER_TOKEN: zitadel.directory.personalAccessToken("instance-manager"),
  };
}
