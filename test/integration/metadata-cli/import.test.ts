import { writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type Emulator, startEmulator } from "zitadel-emulator";
import { startMetadata } from "../../support/metadata-command.js";
import { createTempFolder } from "../../support/temp-folder.js";
import { permissionDenied, routes } from "../../support/zitadel-calls.js";
import { importLines } from "./import-lines.js";
import { line, seedWithoutPeople } from "./seed.js";

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

  it("does not wait for the other users after ZITADEL has rejected the service user's token", async () => {
    await using zitadel = await startEmulator({ seed: seedWithoutPeople });
    const ids = ["ann", "bob", "cid", "dan"].map((name) => zitadel.addUser(name, {}));
    const file = createTempFolder()("metadata.jsonl");
    writeFileSync(
      file,
      ids
        .sort()
        .map((id) => `${line(id, "plan", "gold")}\n`)
        .join(""),
    );
    const { code, stderr } = await startMetadata(zitadel, `import ${file} --write`, {
      variables: { ZITADEL_SERVICE_USER_TOKEN: "of-another-instance" },
    }).exited;
    expect(code).toBe(3);
    expect(stderr).toContain("ZITADEL rejects the access token of the service user");
    expect(stderr).not.toContain("Waiting for ZITADEL");
  });
});
