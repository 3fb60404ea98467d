import { describe, expect, it } from "vitest";
import { routes } from "../../support/call-kinds.js";
import { deleteUserMetadata, setUserMetadata } from "../../support/mutations.js";
import { withRules } from "../../support/rules.js";
import { environmentOf, startWorld, type Variables } from "../../support/test-env.js";

/** One whose base64 differs by alphabet. */
const value = "s3cret-value~~~???>>>";
const set = "mutation ($input: SetUserMetadataInput!) { setUserMetadata(input: $input) { user { id } } }";

describe("the log", () => {
  it("holds no token, secret or value, whatever goes wrong", { tags: ["embedded"] }, async () => {
    await using world = await startWorld(
      withRules(() => [
        { keys: ["mine"], read: ["self"], write: ["self"], as: "service", maxValueBytes: 50 },
        { keys: ["*"], read: ["anyone"], write: ["anyone"] },
      ]),
    );
    const token = await world.login("road-runner");
    const jwt = await world.login("road-runner", { app: "spa-jwt" });
    const [header = "", payload = ""] = jwt.split(".");
    const userId = world.zitadel.directory.user("wile-coyote");
    const me = world.zitadel.directory.user("road-runner");
    const entry = { key: "a", value };
    const mine = { key: "mine", value };
    await world.query('{ me { metadata(offset: -1) { key } } user(id: "1") { id } }', { token });
    await world.query(set, { token, variables: { input: { userId, entries: [entry] } } });
    await world.query(set, {
      token,
      variables: { input: { userId, entries: [{ ...entry, more: 1 }] } },
    });
    await world.query("{ me { id } }", { token: `${header}.${payload}.AAAA` });
    const base64 = Buffer.from(value).toString("base64");
    await setUserMetadata(world, token, me, [mine]);
    await setUserMetadata(world, token, me, [{ key: "mine", valueBase64: base64 }]);
    await setUserMetadata(world, token, me, [{ ...mine, valueBase64: base64 }]);
    await setUserMetadata(world, token, me, [{ key: "mine", value: value.repeat(9) }]);
    for (const fault of ["reset", { dropResponse: "reset" }, { status: 400, body: value }, "half"] as const) {
      world.emulator.failNext(routes.set, fault);
      await setUserMetadata(world, token, me, [mine]);
    }
    for (const fault of [
      "reset",
      { status: 500, body: value },
      { status: 200, body: `[${value}` },
    ] as const) {
      world.emulator.failNext(routes.userinfo, fault);
      world.emulator.failNext(routes.list, fault);
      await world.query("{ me { metadata { key value valueBase64 } } }", { token: jwt });
    }
    world.emulator.failNext(routes.remove, "reset");
    await deleteUserMetadata(world, token, me, ["mine"]);
    await deleteUserMetadata(world, token, me, ["mine"]);
    await fetch(world.url, { method: "POST", body: value, headers: { authorization: `Bearer ${token}` } });
    world.emulator.failNext(routes.userinfo, "reset");
    await world.query("{ me { metadata { key } } }", { token });
    // Refused for its claims, with everything that they say.
    const expired = await world.emulator.signJwt({
      iss: world.zitadel.issuer,
      exp: 1,
      "urn:zitadel:iam:user:metadata": { a: Buffer.from(value).toString("base64url") },
    });
    await world.query("{ me { id } }", { token: expired });
    const metrics = await (await fetch(new URL("/metrics", world.url))).text();
    const log = world.log.join("") + metrics;
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
    const { ZITADEL_INTROSPECTION_CLIENT_SECRET: secret = "" } = environmentOf(world.zitadel);
    const service = world.zitadel.directory.personalAccessToken("instance-manager");
    const encoded = (["base64", "base64url"] as const).map((form) => Buffer.from(value).toString(form));
    const hiddenTexts = [token, jwt, payload, expired, secret, service, "s3cret-value", ...encoded];
    for (const hidden of hiddenTexts) {
      expect(hidden).not.toBe("");
      expect(log).not.toContain(hidden);
    }
  });

  it("reminds at the start of roles that any organisation may grant, and of no others", async () => {
    const warnings = async (...read: readonly string[]): Promise<readonly string[]> => {
      const METADATA_POLICY = JSON.stringify({ rules: [{ keys: ["*"], read }] });
      await using world = await startWorld({ METADATA_POLICY });
      return world.log.filter((line) => line.includes("regardless of the granting organization"));
    };
    expect(await warnings("role:admin", "role:lead@owner")).toEqual([
      expect.stringContaining('"roles":["admin"]'),
    ]);
    expect(await warnings("role:lead@owner", "role:x@12", "self")).toEqual([]);
  });

  it("reminds at the start of what client ids are worth, where they let somebody in", async () => {
    const warnings = async (variables: Variables): Promise<number> => {
      await using world = await startWorld(variables);
      return world.log.filter((line) => line.includes("policy trusts client ids")).length;
    };
    const METADATA_POLICY = JSON.stringify({ rules: [{ keys: ["*"], read: ["client:1"] }] });
    expect(await warnings({ ALLOWED_CLIENT_IDS: "1,pat" })).toBe(1);
    expect(await warnings({ METADATA_POLICY })).toBe(1);
    expect(await warnings({ ALLOWED_CLIENT_IDS: "pat" })).toBe(0);
    expect(await warnings({})).toBe(0);
  });
});
