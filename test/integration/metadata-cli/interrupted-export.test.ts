import { readFileSync, truncateSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { startEmulator } from "zitadel-emulator";
import { runMetadata } from "../../support/metadata-command.js";
import { createTempFolder } from "../../support/temp-folder.js";
import { createTestClock } from "../../support/test-clock.js";
import { routes } from "../../support/zitadel-calls.js";
import { listedUsers, seedWithoutPeople } from "./seed.js";

describe("npm run -s cli -- metadata export, interrupted", { tags: ["embedded"] }, () => {
  it("waits for Retry-After and keeps to --rate", async () => {
    await using zitadel = await startEmulator({ seed: seedWithoutPeople });
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
    expect({ code, stdout }).toEqual({ code: 0, stdout: expected.stdout });
    expect(stderr).toMatch(/^Waiting for ZITADEL: ZITADEL or a proxy .* status 503/);
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
