import { describe, expect, it } from "vitest";
import { startEmulator } from "zitadel-emulator";
import { runMetadata } from "../../support/metadata-command.js";
import { routes } from "../../support/zitadel-calls.js";
import { seedWithoutPeople } from "./seed.js";

const properties = {
  plan: { enum: ["gold", "silver"] },
  address: { type: "object", properties: { city: { type: "string" } } },
  contract: { type: "string", "x-unique": true },
};

describe("npm run -s cli -- metadata lint", { tags: ["embedded"] }, () => {
  it("prints each violation without its value, a summary, and exits with 1", async () => {
    await using zitadel = await startEmulator({ seed: seedWithoutPeople });
    const [a = "", b = ""] = ["ann", "bob"]
      .map((name) => zitadel.addUser(name, { metadata: { contract: "secret-1" } }))
      .sort();
    const c = zitadel.addUser("cyd", {
      metadata: { plan: "secret-2", address: '{"city":3}', "new\nkey\u009b": "secret-3", contract: "other" },
    });
    const METADATA_SCHEMA = JSON.stringify({ type: "object", properties, additionalProperties: false });
    const { code, lines, stdout, stderr } = await runMetadata(zitadel, ["lint"], {
      variables: { METADATA_SCHEMA },
    });
    expect(new Set(lines.slice(0, -1))).toEqual(
      new Set([
        `${b} "contract" VALUE_NOT_UNIQUE The user ${a} has the same value.`,
        `${c} "address" VALUE_NOT_VALID The value at city must be of type string.`,
        `${c} "plan" VALUE_NOT_VALID The value must be one of gold, silver.`,
        `${c} "new\\nkey\\u{9b}" KEY_NOT_DEFINED The schema does not define this key, and allows no other keys. It can only be deleted.`,
      ]),
    );
    expect(lines.at(-1)).toBe("6 entries of 4 users: 2 not valid, 1 not unique, 1 with undefined keys.");
    expect(stdout + stderr).not.toContain("secret");
    expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
  });

  it("lists undefined keys that the schema allows, and exits with 0", async () => {
    await using zitadel = await startEmulator({ seed: seedWithoutPeople });
    zitadel.addUser("ann", { metadata: { plan: "gold", nickname: "x" } });
    zitadel.addUser("bob", { metadata: { nickname: "y", plann: "gold" } });
    const METADATA_SCHEMA = JSON.stringify({ type: "object", properties });
    const { code, lines } = await runMetadata(zitadel, ["lint"], { variables: { METADATA_SCHEMA } });
    expect(lines[0]).toBe("4 entries of 3 users: 0 not valid, 0 not unique, 0 with undefined keys.");
    expect(lines[1]).toMatch(/^Keys that the schema allows without defining them: .*"nickname" \(2 users\)/);
    expect(lines[1]).toContain('"plann" (1 user)');
    expect(code).toBe(0);
  });

  it("exits with 2 without a schema", async () => {
    await using zitadel = await startEmulator({ seed: seedWithoutPeople });
    const { code, stderr } = await runMetadata(zitadel, ["lint"]);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringContaining("METADATA_SCHEMA: not set"),
    });
  });

  it("exits with 3 if a user could not be read, even with findings", async () => {
    await using zitadel = await startEmulator({ seed: seedWithoutPeople });
    zitadel.addUser("ann", { metadata: { plan: "iron" } });
    zitadel.failNext(routes.list, { status: 400, body: '{"code":"invalid_argument","message":"invalid"}' });
    const METADATA_SCHEMA = JSON.stringify({ type: "object", properties });
    const variables = { METADATA_SCHEMA, ZITADEL_API_VERSION: "v2" };
    const { code, stderr } = await runMetadata(zitadel, ["lint"], { variables });
    expect({ code, stderr }).toEqual({
      code: 3,
      stderr: expect.stringMatching(/^\d+ could not be read: .*\n1 user could not be read\./),
    });
  });
});
