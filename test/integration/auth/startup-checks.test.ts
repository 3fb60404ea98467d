import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { otherLinesOf, probe } from "../../support/observability.js";
import { startTestEnv, type TestEnv, type Variables, withRules } from "../../support/test-env.js";
import type { TestZitadel } from "../../../packages/zitadel-emulator/test/zitadel/test-zitadel.js";

const ok = { status: 200, body: { status: "ok" } };
const degraded = (code: string): unknown => ({ status: 200, body: { status: "degraded", codes: [code] } });
/** Reached only by a test that hangs. */
const pollOptions = { timeout: 60_000 };
const withoutSecret = {
  ZITADEL_INTROSPECTION_CLIENT_ID: undefined,
  ZITADEL_INTROSPECTION_CLIENT_SECRET: undefined,
};

/** Requests `/readyz` until a repeated check has passed. The checks run in the background. */
async function expectRecovery({ url, clock }: TestEnv): Promise<void> {
  const probeLater = async (): Promise<unknown> => {
    await clock.advance(1000);
    return probe(url, "/readyz");
  };
  await expect.poll(probeLater, pollOptions).toEqual(ok);
}

describe("checks at startup", () => {
  const mistakes: Record<string, (zitadel: TestZitadel) => Promise<Variables> | Variables> = {
    "the id of the application in place of its client id": () => ({
      ZITADEL_INTROSPECTION_CLIENT_ID: "340000000000000009",
    }),
    "a wrong client secret": () => ({ ZITADEL_INTROSPECTION_CLIENT_SECRET: "s3cret" }),
    "a key that ZITADEL does not know": async ({ directory }) => ({
      ...withoutSecret,
      ZITADEL_INTROSPECTION_KEY: JSON.stringify({
        ...(await directory.key("api-key")),
        keyId: "999999999999999999",
      }),
    }),
  };

  it.each(Object.entries(mistakes))(
    "report %s for introspection in the log and in /readyz",
    async (_, change) => {
      await using env = await startTestEnv(change);
      expect(await probe(env.url, "/readyz")).toEqual(degraded("MISCONFIGURED"));
      expect(otherLinesOf(env)).toContainEqual(
        expect.objectContaining({
          level: 50,
          code: "MISCONFIGURED",
          msg: expect.stringContaining("introspection (ZITADEL_INTROSPECTION_…) cannot be used"),
        }),
      );
      expect(env.log.join()).not.toContain("s3cret");
      expect((await env.query("{ me { id } }", { token: await env.login("road-runner") })).codes).toEqual([
        "MISCONFIGURED",
      ]);
    },
  );

  it("introspect once if the credentials are right", async () => {
    await using env = await startTestEnv();
    expect(await probe(env.url, "/readyz")).toEqual(ok);
    expect(env.takeCalls()).toMatchObject({ introspect: 1 });
    await using unused = await startTestEnv({ TOKEN_VALIDATION: "jwt" });
    expect(unused.takeCalls()).not.toHaveProperty("introspect");
  });

  it("report a service user that ZITADEL rejects in /readyz", async () => {
    await using env = await startTestEnv(
      withRules(() => [{ keys: ["*"], read: ["anyone"], as: "service" }], {
        ZITADEL_SERVICE_USER_TOKEN: "s3cret",
      }),
    );
    expect(await probe(env.url, "/readyz")).toEqual(degraded("MISCONFIGURED"));
  });

  it("run again, so that a corrected secret is noticed without a request", {
    tags: ["embedded"],
  }, async () => {
    const folder = mkdtempSync(join(tmpdir(), "secret-"));
    onTestFinished(() => {
      rmSync(folder, { recursive: true });
    });
    const file = join(folder, "secret");
    writeFileSync(file, "old-secret");
    await using env = await startTestEnv({
      ZITADEL_INTROSPECTION_CLIENT_SECRET: undefined,
      ZITADEL_INTROSPECTION_CLIENT_SECRET_FILE: file,
    });
    expect(await probe(env.url, "/readyz")).toEqual(degraded("MISCONFIGURED"));
    writeFileSync(file, env.zitadel.directory.secret("api-basic"));
    await expectRecovery(env);
    const messages = otherLinesOf(env).map(({ msg }) => msg);
    expect(messages.filter((msg) => msg.includes("cannot be used"))).toHaveLength(1);
    expect(messages).toContain("introspection credentials accepted");
  });
});

describe("an empty JWKS at startup", { tags: ["embedded"] }, () => {
  const startWithoutKeys = (variables: Variables = {}): Promise<TestEnv> =>
    startTestEnv(({ emulator }) => {
      emulator.failNext("/oauth/v2/keys", { status: 200, body: '{"keys":[]}' }, Number.POSITIVE_INFINITY);
      return variables;
    });

  it("does not prevent readiness: opaque tokens are accepted, and JWTs as soon as there are keys", async () => {
    await using env = await startWithoutKeys();
    expect(await probe(env.url, "/readyz")).toEqual(degraded("UPSTREAM_INVALID_RESPONSE"));
    const [opaque, jwt] = [
      await env.login("road-runner"),
      await env.login("road-runner", { app: "spa-jwt" }),
    ];
    expect((await env.query("{ me { id } }", { token: opaque })).codes).toEqual([]);
    expect((await env.query("{ me { id } }", { token: jwt })).codes).toEqual(["UPSTREAM_INVALID_RESPONSE"]);
    env.emulator.reset();
    expect((await env.query("{ me { id } }", { token: jwt })).codes).toEqual([]);
    await expectRecovery(env);
  });

  it("prevents readiness if only JWTs are accepted", async () => {
    await using env = await startWithoutKeys({ TOKEN_VALIDATION: "jwt" });
    expect(await probe(env.url, "/readyz")).toEqual({
      status: 503,
      body: { status: "starting", code: "UPSTREAM_INVALID_RESPONSE" },
    });
  });
});
