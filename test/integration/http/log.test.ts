import { describe, expect, it } from "vitest";
import { routes } from "../../support/zitadel-calls.js";
import { deleteUserMetadata, setUserMetadata } from "../../support/query.js";
import { startTestEnv, toSubgraphEnv, type Variables, withRules } from "../../support/test-env.js";

/** A value whose base64 and base64url encodings differ. */
const value = "s3cret-value~~~???>>>";
const set = "mutation ($input: SetUserMetadataInput!) { setUserMetadata(input: $input) { user { id } } }";

describe("log", () => {
  it("contains no token, secret or value, whatever fails", { tags: ["embedded"] }, async () => {
    await using env = await startTestEnv(
      withRules(() => [
        { keys: ["mine"], read: ["self"], write: ["self"], as: "service", maxValueBytes: 50 },
        { keys: ["*"], read: ["anyone"], write: ["anyone"] },
      ]),
    );
    const token = await env.login("road-runner");
    const jwt = await env.login("road-runner", { app: "spa-jwt" });
    const [header = "", payload = ""] = jwt.split(".");
    const userId = env.zitadel.directory.user("wile-coyote");
    const me = env.zitadel.directory.user("road-runner");
    const entry = { key: "a", value };
    const ownEntry = { key: "mine", value };
    await env.query('{ me { metadata(offset: -1) { key } } user(id: "1") { id } }', { token });
    await env.query(set, { token, variables: { input: { userId, entries: [entry] } } });
    await env.query(set, {
      token,
      variables: { input: { userId, entries: [{ ...entry, more: 1 }] } },
    });
    await env.query("{ me { id } }", { token: `${header}.${payload}.AAAA` });
    const base64 = Buffer.from(value).toString("base64");
    await setUserMetadata(env, token, me, [ownEntry]);
    await setUserMetadata(env, token, me, [{ key: "mine", valueBase64: base64 }]);
    await setUserMetadata(env, token, me, [{ ...ownEntry, valueBase64: base64 }]);
    await setUserMetadata(env, token, me, [{ key: "mine", value: value.repeat(9) }]);
    for (const fault of [
      "reset",
      { dropResponse: "reset" },
      { status: 400, body: value },
      { status: 400, body: JSON.stringify({ code: "unknown", message: value }) },
      { status: 403, body: value, contentType: `text/${value}` },
      "truncated",
    ] as const) {
      env.emulator.failNext(routes.set, fault);
      await setUserMetadata(env, token, me, [ownEntry]);
    }
    for (const fault of [
      "reset",
      { status: 500, body: value },
      { status: 200, body: `[${value}` },
    ] as const) {
      env.emulator.failNext(routes.userinfo, fault);
      env.emulator.failNext(routes.list, fault);
      await env.query("{ me { metadata { key value valueBase64 } } }", { token: jwt });
    }
    env.emulator.failNext(routes.remove, "reset");
    await deleteUserMetadata(env, token, me, ["mine"]);
    await deleteUserMetadata(env, token, me, ["mine"]);
    await fetch(env.url, { method: "POST", body: value, headers: { authorization: `Bearer ${token}` } });
    env.emulator.failNext(routes.userinfo, "reset");
    await env.query("{ me { metadata { key } } }", { token });
    // Rejected for its claims, which the log must not contain.
    const expired = await env.emulator.signJwt({
      iss: env.zitadel.issuer,
      exp: 1,
      "urn:zitadel:iam:user:metadata": { a: Buffer.from(value).toString("base64url") },
    });
    await env.query("{ me { id } }", { token: expired });
    const metrics = await (await fetch(new URL("/metrics", env.url))).text();
    const log = env.log.join("") + metrics;
    for (const code of [
      "BAD_USER_INPUT",
      "FORBIDDEN",
      "UNAUTHENTICATED",
      "UPSTREAM_UNAVAILABLE",
      "WRITE_OUTCOME_UNKNOWN",
      "VALUE_AMBIGUOUS",
      "VALUE_TOO_LARGE",
      '"outcome":"success"',
    ]) {
      expect(log).toContain(code);
    }
    const { ZITADEL_INTROSPECTION_CLIENT_SECRET: secret = "" } = toSubgraphEnv(env.zitadel);
    const service = env.pat("instance-manager");
    const encoded = (["base64", "base64url"] as const).map((form) => Buffer.from(value).toString(form));
    const confidentialTexts = [token, jwt, payload, expired, secret, service, "s3cret-value", ...encoded];
    for (const text of confidentialTexts) {
      expect(text).not.toBe("");
      expect(log).not.toContain(text);
    }
  });

  it("warns at startup about roles that any organization may grant, and about no others", async () => {
    const warnings = async (...read: readonly string[]): Promise<readonly string[]> => {
      const METADATA_POLICY = JSON.stringify({ rules: [{ keys: ["*"], read }] });
      await using env = await startTestEnv({ METADATA_POLICY });
      return env.log.filter((line) => line.includes("regardless of the granting organization"));
    };
    expect(await warnings("role:admin", "role:lead@owner")).toEqual([
      expect.stringContaining('"roles":["admin"]'),
    ]);
    expect(await warnings("role:lead@owner", "role:x@12", "self")).toEqual([]);
  });

  it("warns at startup if client ids grant access", async () => {
    const warnings = async (variables: Variables): Promise<number> => {
      await using env = await startTestEnv(variables);
      return env.log.filter((line) => line.includes("policy trusts client ids")).length;
    };
    const METADATA_POLICY = JSON.stringify({ rules: [{ keys: ["*"], read: ["client:1"] }] });
    expect(await warnings({ ALLOWED_CLIENT_IDS: "1,pat" })).toBe(1);
    expect(await warnings({ METADATA_POLICY })).toBe(1);
    expect(await warnings({ ALLOWED_CLIENT_IDS: "pat" })).toBe(0);
    expect(await warnings({})).toBe(0);
  });
});
