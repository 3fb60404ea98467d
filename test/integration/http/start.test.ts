import { type Logger, pino } from "pino";
import { describe, expect, it } from "vitest";
import { readConfig } from "../../../src/config/read-config.js";
import { startEmulator } from "zitadel-emulator";
import { type App, createApp } from "../../../src/app/create-app.js";
import { otherLinesOf, probe } from "../../support/observability.js";
import { startStubServer } from "../../support/servers.js";
import { createTestClock } from "../../support/test-clock.js";
import { startTestEnv, toSubgraphEnv } from "../../support/test-env.js";

const silent = pino({ level: "silent" });

function start(env: Readonly<Record<string, string>>, log: Logger = silent): Promise<App> {
  const defaults = { ZITADEL_PROJECT_ID: "1", HOST: "127.0.0.1", PORT: "0" };
  return createApp(readConfig({ ...defaults, ...env }), log, { clock: createTestClock() });
}

describe("startup", () => {
  it("rejects a ZITADEL with another issuer than ZITADEL_ISSUER and names both", {
    tags: ["embedded"],
  }, async () => {
    await using otherIssuer = await startStubServer(() => [200, { issuer: "https://another.example" }]);
    const { origin } = otherIssuer;
    await expect(start({ ZITADEL_ISSUER: origin })).rejects.toMatchObject({
      code: "MISCONFIGURED",
      message: expect.stringMatching(new RegExp(`"https://another.example".*"${origin}"`)),
    });
  });

  it("retries when ZITADEL does not know the host name, and logs a warning that names ZITADEL_ISSUER", {
    tags: ["embedded"],
  }, async () => {
    await using zitadel = await startEmulator();
    const issuer = zitadel.issuer.replace("localhost", "other.localhost");
    const log: string[] = [];
    const env = { ZITADEL_ISSUER: issuer, ZITADEL_API_URL: zitadel.issuer, UPSTREAM_RETRIES: "0" };
    await using app = await start(env, pino({}, { write: (line) => log.push(line) }));
    expect(await probe(app.url, "/readyz")).toMatchObject({ status: 503, body: { status: "starting" } });
    expect(log.map((line): unknown => JSON.parse(line))).toContainEqual(
      expect.objectContaining({
        level: 40,
        apiUrl: zitadel.issuer,
        msg: expect.stringMatching(/status 404 \(text\/plain\).*ZITADEL_ISSUER is its address/),
      }),
    );
  });

  it.each(["userinfo_endpoint", "introspection_endpoint", "jwks_uri"])(
    "rejects a discovery document whose %s is on another origin, which would receive tokens and secrets",
    { tags: ["embedded"] },
    async (endpoint) => {
      const endpoints = ["userinfo_endpoint", "introspection_endpoint", "jwks_uri"];
      await using phishing = await startStubServer((origin) => [
        200,
        {
          issuer: origin,
          ...Object.fromEntries(endpoints.map((name) => [name, `${origin}/${name}`])),
          [endpoint]: "https://elsewhere.example/x",
        },
      ]);
      await expect(start({ ZITADEL_ISSUER: phishing.origin })).rejects.toMatchObject({
        code: "MISCONFIGURED",
        message: expect.stringContaining(endpoint),
      });
    },
  );

  it("warns that ZITADEL is called without encryption under ZITADEL_ALLOW_HTTP", {
    tags: ["embedded"],
  }, async () => {
    await using zitadel = await startEmulator({ host: "zitadel.test" });
    const log: string[] = [];
    const config = readConfig({
      ...toSubgraphEnv(zitadel),
      ZITADEL_API_URL: zitadel.issuer.replace("zitadel.test", "localhost"),
      ZITADEL_ALLOW_HTTP: "true",
    });
    const logger = pino({}, { write: (line) => log.push(line) });
    await using app = await createApp(config, logger, { clock: createTestClock() });
    expect((await probe(app.url, "/readyz")).status).toBe(200);
    expect(otherLinesOf({ log })).toContainEqual(
      expect.objectContaining({
        level: 40,
        issuer: zitadel.issuer,
        msg: "tokens and secrets are sent without encryption (ZITADEL_ALLOW_HTTP)",
      }),
    );
  });

  it("calls ZITADEL at ZITADEL_API_URL and names the instance in a header", async () => {
    await using env = await startTestEnv(({ issuer }) => ({
      ZITADEL_API_URL: issuer.replace("localhost", "127.0.0.1"),
    }));
    for (const app of ["spa", "spa-jwt"]) {
      const token = await env.login("road-runner", { app });
      const { data } = await env.query("{ me { metadata { key createdAt } again: metadata { value } } }", {
        token,
      });
      expect(data).toMatchObject({ me: { metadata: [{}, {}, {}] } });
    }
  });

  it("returns the schema and field suggestions only if GRAPHQL_INTROSPECTION is true", async () => {
    await using disabled = await startTestEnv({ GRAPHQL_INTROSPECTION: "false" });
    const introspection = await disabled.query("{ __schema { types { name } } }");
    expect(introspection.codes).toEqual(["GRAPHQL_VALIDATION_FAILED"]);
    const typo = await disabled.query("{ me { metadat { key } } }");
    expect(typo.errors[0]?.message).not.toContain("Did you mean");
    await using enabled = await startTestEnv({ GRAPHQL_INTROSPECTION: "true" });
    expect((await enabled.query("{ __schema { types { name } } }")).codes).toEqual([]);
    expect((await enabled.query("{ me { metadat { key } } }")).errors[0]?.message).toContain("Did you mean");
  });
});
