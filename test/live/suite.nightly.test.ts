import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { type Emulator, startEmulator } from "zitadel-emulator";
import { createCallZitadel } from "../../packages/zitadel-emulator/test/zitadel/public-api.js";
import { describeEmulator } from "./describe-emulator.js";
import { runTestReal } from "./run-test-real.js";

const userNameSuffix = "c0ffee";
const report = z.object({
  numFailedTests: z.number(),
  numPassedTests: z.number(),
  testResults: z.array(
    z.object({ assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })) }),
  ),
});

/** The server is the emulator, used over HTTP only. */
describe("npm run test:real", () => {
  let emulator: Emulator;
  let folder: string;
  beforeAll(async () => {
    emulator = await startEmulator({ userNameSuffix });
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

  it("passes all tests that do not need the emulator, and leaves no users", async () => {
    const [data, results] = [join(folder, "test-data.json"), join(folder, "results.json")];
    await writeFile(data, JSON.stringify(await describeEmulator(emulator, userNameSuffix)));
    const before = await countUsers(emulator);
    const { code, output } = await runTestReal({ ...server(), ZITADEL_TEST_DATA: data }, [
      "--reporter=json",
      `--outputFile=${results}`,
    ]);
    const { numFailedTests, testResults } = report.parse(JSON.parse(await readFile(results, "utf8")));
    const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
    const namesOf = (status: string): string[] =>
      tests.flatMap((test) => (test.status === status ? [test.fullName] : []));
    const summary = { code, failed: namesOf("failed"), numFailedTests };
    expect(summary, output).toEqual({ code: 0, failed: [], numFailedTests: 0 });
    const passed = namesOf("passed");
    expect(passed).toContain("oidc oidc · discovery");
    expect(passed).toContain('tokens tokens · tokens issued, spa, scope "plain"');
    expect(passed).toContainEqual(expect.stringMatching(/^setUserMetadata with API v1 sets all entries/));
    expect(namesOf("skipped")).toContainEqual(expect.stringContaining("a reset connection"));
    // Contract scenarios create these through the API. On a server they are removed by their suffix.
    const created = ["created", "created2", "new1", "new2", "bot"];
    expect(await countUsers(emulator)).toBe(before + created.length);
  });
});

async function countUsers({ issuer, directory }: Emulator): Promise<number> {
  const response = await createCallZitadel(
    issuer,
    directory.personalAccessToken("owner"),
  )({ path: "/v2/users" });
  return z.object({ details: z.object({ totalResult: z.coerce.number() }) }).parse(response).details
    .totalResult;
}
