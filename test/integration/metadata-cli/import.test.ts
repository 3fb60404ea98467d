import { writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type Emulator, startEmulator } from "zitadel-emulator";
import { type MetadataResult, runMetadata, type RunOptions } from "../../support/metadata-command.js";
import { createTempFolder } from "../../support/temp-folder.js";
import { permissionDenied, routes } from "../../support/zitadel-calls.js";
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

function importLines(
  zitadel: Emulator,
  lines: readonly string[],
  args: readonly string[] = ["--write"],
  options?: RunOptions,
): Promise<MetadataResult> {
  const file = createTempFolder()("metadata.jsonl");
  writeFileSync(file, lines.map((text) => `${text}\n`).join(""));
  return runMetadata(zitadel, ["import", file, ...args], options);
}

function metadataOf(zitadel: Emulator, name: string): Record<string, string> {
  return Object.fromEntries(
    [...zitadel.getMetadata(name)].map(([key, value]) => [key, Buffer.from(value).toString()]),
  );
}

function countWrites({ calls }: Emulator): number {
  return calls.filter(({ path }) => routes.set.test(path)).length;
}

describe("npm run -s cli -- metadata import", { tags: ["embedded"] }, () => {
  it("changes nothing without --write, and says what it would do", async () => {
    await using zitadel = await startEmulator({ seed: seedWithoutPeople });
    const id = zitadel.addUser("ann", { metadata: { plan: "gold" } });
    const result = await importLines(zitadel, [line(id, "plan", "gold"), line(id, "seats", "5")], []);
    expect(result).toMatchObject({
      code: 0,
      lines: [
        "Dry run: 1 entry to write, 1 unchanged, 0 failed, of 1 user. Nothing was changed. To write, add --write.",
      ],
    });
    expect(metadataOf(zitadel, "ann")).toEqual({ plan: "gold" });
    expect(countWrites(zitadel)).toBe(0);
  });

  it("writes the changed entries of a user with one call, deletes nothing, and writes nothing the second time", async () => {
    await using zitadel = await startEmulator({ seed: seedWithoutPeople });
    const id = zitadel.addUser("ann", { metadata: { plan: "gold", other: "x" } });
    const bytes = JSON.stringify({
      userId: id,
      key: "bytes",
      valueBase64: "/wA=",
      createdAt: null,
      updatedAt: null,
    });
    const lines = [line(id, "__proto__", "p"), bytes, line(id, "plan", "gold"), line(id, "seats", "5")];
    expect(await importLines(zitadel, lines)).toMatchObject({
      code: 0,
      lines: ["3 entries written, 1 unchanged, 0 failed, of 1 user."],
    });
    expect(new Map(Object.entries(metadataOf(zitadel, "ann")))).toEqual(
      new Map([
        ["plan", "gold"],
        ["other", "x"],
        ["__proto__", "p"],
        ["bytes", "\ufffd\0"],
        ["seats", "5"],
      ]),
    );
    expect(countWrites(zitadel)).toBe(1);
    expect(await importLines(zitadel, lines)).toMatchObject({
      code: 0,
      lines: ["0 entries written, 4 unchanged, 0 failed, of 1 user."],
    });
    expect(countWrites(zitadel)).toBe(1);
  });

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

  it.each([[["--write"]], [[]]])("recognizes a file from another instance (%s)", async (args) => {
    await using zitadel = await startEmulator({ seed: seedWithoutPeople });
    const { code, lines } = await importLines(
      zitadel,
      [line("1", "a", "x"), line("1", "b", "x"), line("2", "a", "x")],
      args,
    );
    expect(code).toBe(1);
    expect(lines.slice(0, 2)).toEqual([
      "1 USER_NOT_FOUND ZITADEL does not have this user.",
      "2 USER_NOT_FOUND ZITADEL does not have this user.",
    ]);
    expect(lines[2]).toContain(" 3 failed, of 2 users.");
    expect(lines[3]).toBe(
      `None of the users of the file exists in ${zitadel.issuer}. The file is probably from another ZITADEL instance: user ids differ between instances.`,
    );
  });

  it("reports a user that ZITADEL rejects, and writes the others", async () => {
    await using zitadel = await startEmulator({ seed: seedWithoutPeople });
    const [first = "", second = ""] = ["ann", "bob"].map((name) => zitadel.addUser(name, {})).sort();
    zitadel.failNext(routes.set, permissionDenied);
    const { code, lines } = await importLines(
      zitadel,
      [line(first, "a", "x"), line(second, "a", "x")],
      ["--write", "--concurrency", "1"],
    );
    expect(code).toBe(1);
    expect(lines).toEqual([
      expect.stringMatching(
        new RegExp(`^${first} FORBIDDEN ZITADEL does not let this caller write to this user`),
      ),
      "1 entry written, 0 unchanged, 1 failed, of 2 users.",
    ]);
  });

  it("repeats a write whose response was lost, and counts it once", async () => {
    await using zitadel = await startEmulator({ seed: seedWithoutPeople });
    const id = zitadel.addUser("ann", {});
    zitadel.failNext(routes.set, { dropResponse: "reset" });
    expect(await importLines(zitadel, [line(id, "a", "x")])).toMatchObject({
      code: 0,
      lines: ["1 entry written, 0 unchanged, 0 failed, of 1 user."],
    });
    expect(metadataOf(zitadel, "ann")).toEqual({ a: "x" });
  });

  it("imports only the selected users and keys", async () => {
    await using zitadel = await startEmulator({ seed: seedWithoutPeople });
    const [a = "", b = ""] = ["ann", "bob"].map((name) => zitadel.addUser(name, {})).sort();
    const lines = [line(a, "x1", "1"), line(a, "y", "1"), line(b, "x1", "1")];
    expect(await importLines(zitadel, lines, ["--write", "--users", a, "--keys", "x*"])).toMatchObject({
      lines: ["1 entry written, 0 unchanged, 0 failed, of 1 user."],
    });
    expect([a, b].map((id) => [...zitadel.getMetadata(id).keys()])).toEqual([["x1"], []]);
  });

  it("says how much is left when ZITADEL stays unavailable, with exit code 3", async () => {
    await using zitadel = await startEmulator({ seed: seedWithoutPeople });
    const ids = ["ann", "bob", "cyd"].map((name) => zitadel.addUser(name, {})).sort();
    zitadel.failNext(routes.set, { until: () => Promise.resolve() });
    zitadel.failNext(routes.set, { status: 503 }, 1000);
    const lines = ids.map((id) => line(id, "a", "x"));
    const result = await importLines(zitadel, lines, ["--write", "--concurrency", "1"]);
    expect(result).toMatchObject({ code: 3, lines: ["1 entry written, 0 unchanged, 0 failed, of 1 user."] });
    expect(result.stderr).toContain("2 users not done. Run the same command again");
    zitadel.reset();
    expect(await importLines(zitadel, lines)).toMatchObject({
      code: 0,
      lines: ["2 entries written, 1 unchanged, 0 failed, of 3 users."],
    });
  });
});
