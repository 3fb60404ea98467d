import { describe, expect, it } from "vitest";
import { routes } from "../support/call-kinds.js";
import { environmentOf, startWorld, type Variables } from "../support/world.js";

const set = "mutation ($input: SetUserMetadataInput!) { setUserMetadata(input: $input) { user { id } } }";

describe("the log", () => {
  it("holds no token, secret or value, whatever goes wrong", { tags: ["embedded"] }, async () => {
    await using world = await startWorld();
    const token = await world.login("road-runner");
    const jwt = await world.login("road-runner", { app: "spa-jwt" });
    const [header = "", payload = ""] = jwt.split(".");
    const userId = world.zitadel.world.user("wile-coyote");
    const entry = { key: "a", value: "s3cret-value" };
    await world.query('{ me { metadata(offset: -1) { key } } user(id: "1") { id } }', { token });
    await world.query(set, { token, variables: { input: { userId, entries: [entry] } } });
    await world.query(set, {
      token,
      variables: { input: { userId, entries: [{ ...entry, more: 1 }] } },
    });
    await world.query("{ me { id } }", { token: `${header}.${payload}.AAAA` });
    world.emulator.failNext(routes.userinfo, "reset");
    await world.query("{ me { metadata { key } } }", { token });
    // Refused for its claims, with everything that they say.
    const expired = await world.emulator.signJwt({
      iss: world.zitadel.issuer,
      exp: 1,
      "urn:zitadel:iam:user:metadata": { a: Buffer.from("s3cret-value").toString("base64url") },
    });
    await world.query("{ me { id } }", { token: expired });
    const log = world.log.join("");
    for (const code of ["BAD_USER_INPUT", "FORBIDDEN", "UNAUTHENTICATED", "UPSTREAM_UNAVAILABLE"]) {
      expect(log).toContain(code);
    }
    const { ZITADEL_INTROSPECTION_CLIENT_SECRET: secret = "" } = environmentOf(world.zitadel);
    const encoded = Buffer.from("s3cret-value").toString("base64url");
    for (const hidden of [token, jwt, payload, expired, secret, "s3cret-value", encoded]) {
      expect(log).not.toContain(hidden);
    }
  });

  it("reminds at the start of roles that any organisation may grant, and of no others", async () => {
    const warnings = async (...read: readonly string[]): Promise<readonly string[]> => {
      const METADATA_POLICY = JSON.stringify({ rules: [{ keys: ["*"], read }] });
      await using world = await startWorld({ METADATA_POLICY });
      return world.log.filter((line) => line.includes("whichever organisation granted them"));
    };
    expect(await warnings("role:admin", "role:lead@owner")).toEqual([
      expect.stringContaining('"roles":["admin"]'),
    ]);
    expect(await warnings("role:lead@owner", "role:x@12", "self")).toEqual([]);
  });

  it("reminds at the start of what client ids are worth, where they let somebody in", async () => {
    const warnings = async (variables: Variables): Promise<number> => {
      await using world = await startWorld(variables);
      return world.log.filter((line) => line.includes("client ids are believed")).length;
    };
    const METADATA_POLICY = JSON.stringify({ rules: [{ keys: ["*"], read: ["client:1"] }] });
    expect(await warnings({ ZITADEL_CLIENTS: "1,pat" })).toBe(1);
    expect(await warnings({ METADATA_POLICY })).toBe(1);
    expect(await warnings({ ZITADEL_CLIENTS: "pat" })).toBe(0);
    expect(await warnings({})).toBe(0);
  });
});
