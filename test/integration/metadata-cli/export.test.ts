import { readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type Emulator, startEmulator } from "zitadel-emulator";
import { runMetadata } from "../../support/metadata-command.js";
import { createTestClock } from "../../support/test-clock.js";
import { createTempFolder } from "../../support/temp-folder.js";
import { routes } from "../../support/zitadel-calls.js";

function listedUsers({ calls }: Emulator): readonly (string | undefined)[] {
  return calls.filter(({ path }) => routes.list.test(path)).map(({ userId }) => userId);
}

describe("npm run -s cli -- metadata export", { tags: ["embedded"] }, () => {
  it("prints one entry per line, sorted by the bytes of user id and key", async () => {
    await using zitadel = await startEmulator({ seed: onlyServiceUsers });
    const ids = ["b", "a", "c"].map((name) =>
      zitadel.addUser(name, { metadata: { x: name, ﬀ: "1", "🚀": "2", x1: "3" } }),
    );
    const { code, lines, stderr } = await runMetadata(zitadel, ["export"]);
    expect(code).toBe(0);
    const entries = lines.map((line) => JSON.parse(line));
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
    await using zitadel = await startEmulator({ seed: onlyServiceUsers });
    zitadel.addUser("a", { metadata: { key: bytes } });
    const { lines } = await runMetadata(zitadel, ["export"]);
    const {
      userId: _id,
      key: _key,
      createdAt: _created,
      updatedAt: _updated,
      ...value
    } = JSON.parse(lines[0] ?? "");
    expect(value).toEqual(expected);
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
    expect(lines.map((line) => JSON.parse(line)).map(({ userId, key }) => [userId, key])).toEqual([
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
    await using zitadel = await startEmulator({ seed: onlyServiceUsers });
    for (let n = 0; n < 40; n++) zitadel.addUser(`user-${n}`, { metadata: { n: String(n) } });
    const variables = { ZITADEL_API_VERSION: "v2" };
    const expected = await runMetadata(zitadel, ["export"], { variables });
    zitadel.clearCalls();
    const held = zitadel.holdNext(routes.list);
    const exported = runMetadata(zitadel, ["export", "--concurrency", "2"], { variables });
    await held.arrived;
    const waitUntilIdle = async (): Promise<number> => {
      let before = -1;
      while (zitadel.calls.length > before) {
        before = zitadel.calls.length;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      return listedUsers(zitadel).length;
    };
    // One call is held. The other connection reads the next users, until twice two results wait for the first.
    expect(await waitUntilIdle()).toBe(4);
    held.release();
    expect((await exported).stdout).toBe(expected.stdout);
  });

  it("waits for Retry-After and keeps to --rate", async () => {
    await using zitadel = await startEmulator({ seed: onlyServiceUsers });
    for (let n = 0; n < 12; n++) zitadel.addUser(`user-${n}`, { metadata: { n: String(n) } });
    zitadel.failNext(routes.list, { status: 429, headers: { "retry-after": "30" } }, 2);
    const clock = createTestClock();
    const before = clock.now();
    const { code, lines, stderr } = await runMetadata(zitadel, ["export", "--rate", "5"], {
      clock,
      variables: { UPSTREAM_RETRIES: "2" },
    });
    expect({ code, count: lines.length }).toEqual({ code: 0, count: 12 });
    expect(stderr).toMatch(/^Waiting for ZITADEL: ZITADEL's rate limit is exceeded\./);
    // 13 list calls at 5 per second, after 30 s.
    expect(clock.now() - before).toBeGreaterThan(31_000);
  });

  it("survives an outage of half a minute", async () => {
    await using zitadel = await startEmulator();
    const expected = await runMetadata(zitadel, ["export"]);
    zitadel.failNext(routes.list, { status: 503 }, 15);
    const { code, stdout, stderr } = await runMetadata(zitadel, ["export", "--concurrency", "4"]);
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: expected.stdout, stderr: expected.stderr });
  });

  it("exits with 3 after a longer outage, and continues with --resume", async () => {
    await using zitadel = await startEmulator();
    const { stdout: expected } = await runMetadata(zitadel, ["export"]);
    const file = createTempFolder()("export.jsonl");
    const lists = listedUsers(zitadel).length;
    zitadel.failNext(routes.list, { until: () => Promise.resolve() }, lists - 3);
    zitadel.failNext(routes.list, { status: 503 }, 1000);
    const failed = await runMetadata(zitadel, ["export", "--output", file, "--concurrency", "1"]);
    expect(failed).toMatchObject({
      code: 3,
      stderr: expect.stringContaining("Continue with --resume.\nZITADEL"),
    });
    zitadel.reset();
    const partial = readFileSync(`${file}.partial`, "utf8");
    expect(partial.length).toBeGreaterThan(0);
    expect(expected.startsWith(partial)).toBe(true);
    expect(await runMetadata(zitadel, ["export", "--output", file, "--resume"])).toMatchObject({ code: 0 });
    expect(readFileSync(file, "utf8")).toBe(expected);
  });

  it("continues a file that was cut off at any byte", async () => {
    await using zitadel = await startEmulator();
    const { stdout: expected } = await runMetadata(zitadel, ["export"]);
    const bytes = Buffer.byteLength(expected);
    for (let length = 0; length <= bytes; length += 41) {
      const file = createTempFolder()("export.jsonl");
      writeFileSync(`${file}.partial`, expected);
      truncateSync(`${file}.partial`, length);
      const { code } = await runMetadata(zitadel, ["export", "--output", file, "--resume"]);
      expect({ length, code, content: readFileSync(file, "utf8") }).toEqual({
        length,
        code: 0,
        content: expected,
      });
    }
  });

  it("writes a file that only its owner can read, and does not overwrite files", async () => {
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

  it.each([
    ["an interrupted export, without --resume", [], "\n", "Continue it with --resume, or delete it."],
    ["a file that is not an export", ["--resume"], "hello\n", "line 1 is not an entry"],
    [
      "a file with other keys",
      ["--resume", "--keys", "b"],
      '{"userId":"1","key":"a","value":"x"}\n',
      "line 1 is not selected",
    ],
    [
      "a file with other users",
      ["--resume"],
      '{"userId":"1","key":"a","value":"x"}\n',
      "line 1 is not selected",
    ],
  ])("does not continue %s", async (_, args, content, message) => {
    await using zitadel = await startEmulator();
    const file = createTempFolder()("export.jsonl");
    writeFileSync(`${file}.partial`, content);
    const users = ["--users", zitadel.directory.user("wile-coyote")];
    const { code, stderr } = await runMetadata(zitadel, ["export", "--output", file, ...users, ...args]);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(message) });
    expect(readFileSync(`${file}.partial`, "utf8")).toBe(content);
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

  it("ends when it is interrupted, and says how to continue", async () => {
    await using zitadel = await startEmulator();
    const file = createTempFolder()("export.jsonl");
    const interrupt = new AbortController();
    const held = zitadel.holdNext(routes.list);
    const exported = runMetadata(zitadel, ["export", "--output", file], { signal: interrupt.signal });
    await held.arrived;
    interrupt.abort();
    const { code, stderr } = await exported;
    expect({ code, stderr }).toEqual({
      code: 3,
      stderr: `The entries so far are in ${file}.partial. Continue with --resume.\nInterrupted.\n`,
    });
    held.release();
    expect(await runMetadata(zitadel, ["export", "--output", file, "--resume"])).toMatchObject({ code: 0 });
  });
});

const onlyServiceUsers = {
  organizations: { acme: { displayName: "ACME", primaryDomain: "acme.example.com" } },
  people: {},
  serviceUsers: { owner: { organization: "acme", role: { role: "IAM_OWNER", in: "instance" } } },
  projects: { shop: { apps: { "api-basic": { type: "api", auth: "secret" } } } },
} as const;
