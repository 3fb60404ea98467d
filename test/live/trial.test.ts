import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { startEmulator } from "../../src/emulator/start-emulator.js";
import type { Emulator } from "../../src/emulator/emulator.js";
import { createCallZitadel } from "../support/zitadel/public-api.js";
import { describeEmulator } from "./describe-emulator.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const run = "c0ffee";
const report = z.object({
  numFailedTests: z.number(),
  numPassedTests: z.number(),
  testResults: z.array(
    z.object({ assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })) }),
  ),
});

/** `npm run test:real`, as somebody does who has a server: here that is the embedded one, asked by HTTP only. */
describe("the tests on a server that runs", () => {
  let emulator: Emulator;
  let folder: string;
  beforeAll(async () => {
    emulator = await startEmulator({ run });
    folder = await mkdtemp(join(tmpdir(), "test-real-"));
  });
  afterAll(async () => {
    await rm(folder, { recursive: true });
    await emulator[Symbol.asyncDispose]();
  });

  const server = (): Record<string, string> => ({
    ZITADEL_TEST_ISSUER: emulator.issuer,
    ZITADEL_TEST_OWNER_TOKEN: emulator.world.pat("owner"),
    ZITADEL_TEST_LOGIN_TOKEN: emulator.world.pat("login-client"),
  });

  it("pass there, but for those that need what only the embedded one can do, and leave nobody behind", async () => {
    const [world, results] = [join(folder, "world.json"), join(folder, "results.json")];
    await writeFile(world, JSON.stringify(await describeEmulator(emulator, run)));
    const before = await countUsers(emulator);
    const { code, output } = await testReal({ ...server(), ZITADEL_TEST_WORLD: world }, [
      "--reporter=json",
      `--outputFile=${results}`,
    ]);
    const { numFailedTests, testResults } = report.parse(JSON.parse(await readFile(results, "utf8")));
    const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
    const namesOf = (status: string): string[] =>
      tests.flatMap((test) => (test.status === status ? [test.fullName] : []));
    const whole = { code, failed: namesOf("failed"), numFailedTests };
    expect(whole, output).toEqual({ code: 0, failed: [], numFailedTests: 0 });
    const passed = namesOf("passed");
    expect(passed).toContain("oidc oidc · discovery");
    expect(passed).toContain('tokens tokens · tokens issued, spa, scope "plain"');
    expect(passed).toContainEqual(expect.stringMatching(/^setUserMetadata, by the API v1 sets all entries/));
    expect(namesOf("skipped")).toContainEqual(expect.stringContaining("a reset connection"));
    // The scenario "create with metadata" creates one itself; where a world was built it goes with that, by its name.
    expect(await countUsers(emulator)).toBe(before + 1);
  }, 300_000);

  it.each([
    [
      "nothing is set",
      {},
      /ZITADEL_TEST_ISSUER: .*\n.*ZITADEL_TEST_OWNER_TOKEN: .*\n.*ZITADEL_TEST_LOGIN_TOKEN: /,
    ],
    ["one is missing", { ZITADEL_TEST_LOGIN_TOKEN: "" }, /missing:\n {2}ZITADEL_TEST_LOGIN_TOKEN: .*\ndocs/],
    ["a token is none", { ZITADEL_TEST_OWNER_TOKEN: "x" }, /ZITADEL_TEST_OWNER_TOKEN is no token .* 401/],
    ["nobody is there", { ZITADEL_TEST_ISSUER: "http://localhost:1" }, /cannot be reached/],
    ["the issuer has a path", { ZITADEL_TEST_ISSUER: "http://localhost:1/" }, /without a final slash/],
    ["it is no whole ZITADEL", {}, /no whole ZITADEL \(the embedded one is none\)/],
    ["there is no world file", { ZITADEL_TEST_WORLD: "nowhere.json" }, /nowhere\.json, describes no world/],
  ])("are not begun, and it is said in words why, when %s", async (name, changes, words) => {
    const env = name === "nothing is set" ? {} : { ...server(), ...changes };
    const { code, output } = await testReal(env, []);
    expect({ code, output }).toEqual({ code: 1, output: expect.stringMatching(words) });
    expect(output).not.toContain("at file:");
  });
});

async function countUsers({ issuer, world }: Emulator): Promise<number> {
  const answer = await createCallZitadel(issuer, world.pat("owner"))({ path: "/v2/users" });
  return z.object({ details: z.object({ totalResult: z.coerce.number() }) }).parse(answer).details
    .totalResult;
}

/** The environment is not that of this run: Vitest would take itself for a worker of it. */
function testReal(
  env: Readonly<Record<string, string>>,
  flags: readonly string[],
): Promise<{ readonly code: number; readonly output: string }> {
  const { PATH = "", HOME = "" } = process.env;
  return new Promise((resolve) => {
    const child = execFile(
      "npm",
      ["run", "-s", "test:real", "--", ...flags],
      { cwd: root, env: { PATH, HOME, ...env }, maxBuffer: 64 * 1024 * 1024 },
      (_, stdout, stderr) => {
        resolve({ code: child.exitCode ?? -1, output: stdout + stderr });
      },
    );
  });
}
