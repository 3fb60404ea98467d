import { describe, expect, it } from "vitest";
import { startEmulator } from "zitadel-emulator";
import { importLines } from "./import-lines.js";
import { line, seedWithoutPeople } from "./seed.js";

const schema = {
  type: "object",
  properties: {
    plan: { enum: ["gold", "silver"] },
    seats: { type: "integer" },
    contract: { type: "string", "x-unique": true },
  },
  additionalProperties: false,
};
const METADATA_SCHEMA = JSON.stringify(schema);

describe("npm run -s cli -- metadata import of invalid values", { tags: ["embedded"] }, () => {
  it("writes no entry of a user with an invalid one, prints no value, and imports the other users", async () => {
    await using zitadel = await startEmulator({ seed: seedWithoutPeople });
    const [first = "", second = ""] = ["ann", "bob"].map((name) => zitadel.addUser(name, {})).sort();
    const lines = [
      line(first, "color", "secret-1"),
      line(first, "plan", "gold"),
      line(first, "seats", "secret-2"),
      line(second, "plan", "gold"),
    ];
    const {
      code,
      lines: output,
      stdout,
      stderr,
    } = await importLines(zitadel, lines, ["--write"], { variables: { METADATA_SCHEMA } });
    expect(code).toBe(1);
    expect(output).toEqual([
      `${first} "color" KEY_NOT_DEFINED The schema does not define this key, and allows no other keys. It can only be deleted.`,
      `${first} "seats" VALUE_NOT_VALID The value is not valid JSON.`,
      "1 entry written, 0 unchanged, 3 failed, of 2 users.",
    ]);
    expect(stdout + stderr).not.toContain("secret");
    expect(zitadel.getMetadata(first).size).toBe(0);
    expect(zitadel.getMetadata(second).size).toBe(1);
  });

  it("rejects values above the limit of the access rules", async () => {
    await using zitadel = await startEmulator({ seed: seedWithoutPeople });
    const id = zitadel.addUser("ann", {});
    const METADATA_POLICY = JSON.stringify({
      rules: [{ keys: ["*"], read: ["self"], write: ["self"], maxValueBytes: 3 }],
    });
    const { code, lines } = await importLines(zitadel, [line(id, "plan", "gold")], [], {
      variables: { METADATA_POLICY },
    });
    expect({ code, first: lines[0] }).toEqual({
      code: 1,
      first: `${id} "plan" VALUE_TOO_LARGE The value is larger than the 3 bytes that the rules allow for this key.`,
    });
  });

  it("rejects unique values that two users have in the file, or another user in ZITADEL", async () => {
    await using zitadel = await startEmulator({ seed: seedWithoutPeople });
    zitadel.addUser("other", { metadata: { contract: "1" } });
    const [a = "", b = "", c = ""] = ["ann", "bob", "cyd"].map((name) => zitadel.addUser(name, {})).sort();
    const lines = [line(a, "contract", "1"), line(b, "contract", "2"), line(c, "contract", "2")];
    const { lines: output } = await importLines(zitadel, lines, ["--write"], {
      variables: { METADATA_SCHEMA },
    });
    expect(output).toEqual([
      `${a} "contract" VALUE_NOT_UNIQUE Another user in ZITADEL has this value.`,
      `${c} "contract" VALUE_NOT_UNIQUE The user ${b} has the same value in the file.`,
      "1 entry written, 0 unchanged, 2 failed, of 3 users.",
    ]);
  });

  it("leaves unique values as they are that several users have in ZITADEL already", async () => {
    await using zitadel = await startEmulator({ seed: seedWithoutPeople });
    zitadel.addUser("other", { metadata: { contract: "1" } });
    const id = zitadel.addUser("ann", { metadata: { contract: "1" } });
    expect(
      await importLines(zitadel, [line(id, "contract", "1")], ["--write"], {
        variables: { METADATA_SCHEMA },
      }),
    ).toMatchObject({ code: 0, lines: ["0 entries written, 1 unchanged, 0 failed, of 1 user."] });
  });
});
