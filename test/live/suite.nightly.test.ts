import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { type Emulator, startEmulator } from "zitadel-emulator";
import { createCallZitadel } from "../../packages/zitadel-emulator/test/zitadel/public-api.js";
import { describeEmulator } from "./describe-emulator.js";
import { testReal } from "./run-test-real.js";

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
    emulator = await startEmulator({ userNameSuffix: run });
    folder = await mkdtemp(join(tmpdir(), "test-real-"));
  });
  afterAll(async () => {
    await rm(folder, { recursive: true });
    await emulator[Symbol.asyncDispose]();
  });

  const server = (): Record<string, string> => ({
    ZITADEL_TEST_ISSUER: emulator.issuer,
    ZITADEL_TEST_OWNER_TOKEN: emulator.directory.personalAccessToken("owner"),
    ZITADEL_TEST_LOGIN_TOKEN: emulator.directory.personalAccessToken("login-client"),
  });

  it("pass there, but for those that need what only the embedded one can do, and leave nobody behind", async () => {
    const [env, results] = [join(folder, "world.json"), join(folder, "results.json")];
    await writeFile(env, JSON.stringify(await describeEmulator(emulator, run)));
    const before = await countUsers(emulator);
    const { code, output } = await testReal({ ...server(), ZITADEL_TEST_WORLD: env }, [
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
  });
});

async function countUsers({ issuer, directory }: Emulator): Promise<number> {
  const answer = await createCallZitadel(
    issuer,
    directory.personalAccessToken("owner"),
  )({ path: "/v2/users" });
  return z.object({ details: z.object({ totalResult: z.coerce.number() }) }).parse(answer).details
    .totalResult;
}
