import { describe, expect, it } from "vitest";
import { startEmulator } from "zitadel-emulator";
import { runMetadata } from "../../support/metadata-command.js";
import { createTestClock } from "../../support/test-clock.js";
import { routes } from "../../support/zitadel-calls.js";

describe("the command line of npm run -s cli -- metadata", { tags: ["embedded"] }, () => {
  it.each([
    [[], "No command given.\n\nnpm run -s cli -- metadata <command>"],
    [["exprt"], 'Unknown command "exprt". Did you mean export?'],
    [["delete-everything"], 'Unknown command "delete-everything".\n'],
    [["export", "--concurency", "3"], "Unknown option --concurency. Did you mean --concurrency?"],
    [["export", "--write"], "Unknown option --write."],
    [["lint", "--output", "x"], "Unknown option --output."],
    [["export", "--rate", "0"], '--rate: "0" is not a whole number from 1 to 10000.'],
    [["export", "--rate=-1"], '--rate: "-1" is not a whole number from 1 to 10000.'],
    [["export", "--concurrency", "257"], '--concurrency: "257" is not a whole number from 1 to 256.'],
    [["export", "--concurrency", "2.5"], '--concurrency: "2.5" is not a whole number'],
    [["export", "--users", ""], "--users: the list has an empty item."],
    [["export", "--users", "x".repeat(201)], "--users has 201 characters"],
    [["export", "--keys", "a,*b"], '--keys: "*b" is not a key, or the beginning of keys with a final *.'],
    [["export", "--output", ""], "--output: name a file."],
    [["export", "--resume"], "--resume continues a file: set --output, too."],
    [["export", "file"], 'Unexpected argument "file".'],
    [["import"], "Name the file."],
    [["diff", "a", "b"], 'Unexpected argument "b".'],
  ])("rejects %j with exit code 2 and the usage", async (args, message) => {
    await using zitadel = await startEmulator();
    const { code, stdout, stderr } = await runMetadata(zitadel, args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(message);
    expect(stderr).toContain("npm run -s cli -- metadata");
    expect(zitadel.calls).toEqual([]);
  });

  it.each([
    [["--help"], "Exit codes: 0 success, 1 findings"],
    [["export", "--help"], "--output FILE"],
    [["import", "--help"], "--write"],
    [["lint", "--help"], "--rate N"],
    [["diff", "--help"], "--values"],
  ])("prints the usage for %j", async (args, text) => {
    await using zitadel = await startEmulator();
    const { code, stdout, stderr } = await runMetadata(zitadel, args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain(text);
  });

  it.each([
    [
      "no service user",
      { ZITADEL_SERVICE_USER_TOKEN: undefined },
      2,
      "ZITADEL_SERVICE_USER_KEY: there is no service user",
    ],
    ["an invalid configuration", { ZITADEL_ISSUER: "nowhere" }, 2, "Invalid configuration (1 problem)"],
    [
      "a rejected token",
      { ZITADEL_SERVICE_USER_TOKEN: "secret-token" },
      3,
      "ZITADEL rejects the access token of the service user.",
    ],
    [
      "an unreachable ZITADEL",
      { ZITADEL_ISSUER: "http://localhost:1" },
      3,
      "ZITADEL cannot be reached (ECONNREFUSED).",
    ],
  ])("reports %s, and prints no secret", async (_, variables, expectedCode, message) => {
    await using zitadel = await startEmulator();
    const { code, stderr } = await runMetadata(zitadel, ["export"], { variables });
    expect({ code, stderr }).toEqual({ code: expectedCode, stderr: expect.stringContaining(message) });
    expect(stderr).not.toMatch(/secret-token|^ +at /m);
  });
});

describe("the progress of npm run -s cli -- metadata", { tags: ["embedded"] }, () => {
  it("is a bar on a terminal, removed before each line", async () => {
    await using zitadel = await startEmulator();
    const clock = createTestClock();
    const held = zitadel.holdNext(routes.list);
    const exported = runMetadata(zitadel, ["export", "--concurrency", "1"], { isTerminal: true, clock });
    await held.arrived;
    await clock.advance(2000);
    held.release();
    const { stderr } = await exported;
    const drawn = stderr.split("\r\u001b[2K");
    expect(drawn[1]).toBe("[                    ] 0 of 13 users");
    expect(drawn[2]).toMatch(/^\[=+ +\] \d+ of 13 users \d+\/s, \d+ s left$/);
    expect(drawn.at(-1)).toBe("Exported 6 entries of 13 users.\n");
  });

  it("is a line every ten seconds elsewhere", async () => {
    await using zitadel = await startEmulator();
    const clock = createTestClock();
    const held = zitadel.holdNext(routes.list);
    const exported = runMetadata(zitadel, ["export", "--rate", "1"], {
      clock,
      variables: { UPSTREAM_TIMEOUT_MS: "3000000", REQUEST_TIMEOUT_MS: "3000000" },
    });
    await held.arrived;
    await clock.advance(10_000);
    held.release();
    const { stderr } = await exported;
    expect(stderr).toMatch(/^(\d+ of 13 users\n){1,2}Exported 6 entries of 13 users\.\n$/);
  });
});
