import { statSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { startEmulator } from "zitadel-emulator";
import { runMetadata } from "../../support/metadata-command.js";
import { createTempFolder } from "../../support/temp-folder.js";
import { routes } from "../../support/zitadel-calls.js";
import { listedUsers, parseLine, seedWithoutPeople } from "./seed.js";

describe("npm run -s cli -- metadata export", { tags: ["embedded"] }, () => {
  it("prints one entry per line, sorted by the bytes of user id and key", async () => {
    await using zitadel = await startEmulator({ seed: seedWithoutPeople });
    const ids = ["b", "a", "c"].map((name) =>
      zitadel.addUser(name, { metadata: { x: name, ﬀ: "1", "🚀": "2", x1: "3" } }),
    );
    const { code, lines, stderr } = await runMetadata(zitadel, ["export"]);
    expect(code).toBe(0);
    const entries = lines.map(parseLine);
    // U+1F680 is after U+FB00, but its UTF-16 units are before it.
    expect(entries.map(({ userId, key }) => [userId, key])).toEqual(
      ids.toSorted().flatMap((id) => ["x", "x1", "ﬀ", "🚀"].map((key) => [id, key])),
    );
    expect(lines[0]).toMatch(
      /^\{"userId":"\d+","key":"x","value":"[abc]","createdAt":"[-\d]+T[:.\d]+Z","updatedAt":"[-\d]+T[:.\d]+Z"\}$/,
    );
    expect(stderr).toBe("Exported 12 entries of 4 users.\n");
  });

  it.each([
    ["text", Buffer.from("grüße\n\0\u2028"), { value: "grüße\n\0\u2028" }],
    ["a byte order mark", Buffer.from("\ufeffx"), { value: "\ufeffx" }],
    ["bytes that are not UTF-8", Buffer.from([0xff, 0]), { valueBase64: "/wA=" }],
    ["a code point that I-JSON excludes", Buffer.from("\uffff"), { valueBase64: "77+/" }],
  ])("writes a value with %s", async (_, bytes, expected) => {
    await using zitadel = await startEmulator({ seed: seedWithoutPeople });
    zitadel.addUser("a", { metadata: { key: bytes } });
    const { lines } = await runMetadata(zitadel, ["export"]);
    const { value, valueBase64 } = parseLine(lines[0] ?? "");
    expect({ value, valueBase64 }).toEqual({ value: undefined, valueBase64: undefined, ...expected });
  });

  it("selects users and keys, and reads no other users", async () => {
    await using zitadel = await startEmulator();
    const [coyote, runner] = ["wile-coyote", "road-runner"].map(zitadel.directory.user);
    const args = [
      "export",
      "--users",
      `${runner},${coyote}`,
      "--users",
      `${runner}`,
      "--keys",
      "pl*,contract",
    ];
    const { lines } = await runMetadata(zitadel, args, { variables: { ZITADEL_API_VERSION: "v2" } });
    expect(lines.map(parseLine).map(({ userId, key }) => [userId, key])).toEqual([
      [runner, "contract"],
      [runner, "plan"],
      [coyote, "contract"],
      [coyote, "plan"],
    ]);
    expect(listedUsers(zitadel)).toEqual([runner, coyote]);
  });

  it("exits with 2 if ZITADEL does not show a user of --users", async () => {
    await using zitadel = await startEmulator();
    const { code, stderr, stdout } = await runMetadata(zitadel, ["export", "--users", "123"]);
    expect({ code, stderr, stdout }).toEqual({
      code: 2,
      stderr: '--users: ZITADEL does not show these users to the service user: "123".\n',
      stdout: "",
    });
  });

  it("keeps the order while users respond out of order, and makes at most --concurrency calls at a time", async () => {
    await using zitadel = await startEmulator({ seed: seedWithoutPeople });
    for (let n = 0; n < 40; n++) zitadel.addUser(`user-${n}`, { metadata: { n: String(n) } });
    const variables = { ZITADEL_API_VERSION: "v2" };
    const expected = await runMetadata(zitadel, ["export"], { variables });
    zitadel.clearCalls();
    const held = zitadel.holdNext(routes.list);
    const exported = runMetadata(zitadel, ["export", "--concurrency", "2"], { variables });
    await held.arrived;
    // The held call times out when there is nothing else to do, and is retried.
    expect((await exported).stdout).toBe(expected.stdout);
    held.release();
    const users = listedUsers(zitadel);
    const retry = users.indexOf(users[0], 1);
    // Either of the first two calls can arrive first. The other connection has read the next users until the results
    // of twice two users waited for the held one.
    const position = expected.stdout.split("\n").findIndex((line) => line.includes(`"${users[0]}"`));
    expect(retry).toBe(position + 4);
  });

  it("writes a file with mode 0600, and does not overwrite files", async () => {
    await using zitadel = await startEmulator();
    const file = createTempFolder()("export.jsonl");
    expect(await runMetadata(zitadel, ["export", "--output", file])).toMatchObject({ code: 0, stdout: "" });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const { code, stderr } = await runMetadata(zitadel, ["export", "--output", file, "--resume"]);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: `${file} exists already. Delete it, or choose another name.\n`,
    });
  });

  it("reports users that v1 hides, writes the others, and exits with 3", async () => {
    await using zitadel = await startEmulator();
    const { code, lines, stderr } = await runMetadata(zitadel, ["export"], {
      variables: { ZITADEL_API_VERSION: "v1" },
    });
    expect(code).toBe(3);
    expect(lines.length).toBeGreaterThan(0);
    expect(stderr).toContain(
      `${zitadel.directory.user("bugs-bunny")} could not be read: ZITADEL does not let`,
    );
    expect(stderr).toMatch(/\n2 users could not be read\. Their entries are missing\.\n$/);
  });

  it("notes that the service user sees no other users", async () => {
    await using zitadel = await startEmulator();
    const variables = { ZITADEL_SERVICE_USER_TOKEN: zitadel.directory.personalAccessToken("nobody") };
    const { stderr } = await runMetadata(zitadel, ["export"], { variables });
    expect(stderr).toContain("ZITADEL shows the service user no other users. Grant it a role");
  });
});
