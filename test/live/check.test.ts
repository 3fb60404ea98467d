import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Emulator, startEmulator } from "zitadel-emulator";
import { runTestReal } from "./run-test-real.js";
import { findProblem } from "./find-problem.js";

/** The checks before `npm run test:real`. What it runs on the server is tested in suite.nightly.test.ts. */
describe("npm run test:real", () => {
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await startEmulator();
  });
  afterAll(() => emulator[Symbol.asyncDispose]());

  const server = (): Record<string, string> => ({
    ZITADEL_TEST_ISSUER: emulator.issuer,
    ZITADEL_TEST_OWNER_TOKEN: emulator.directory.personalAccessToken("owner"),
    ZITADEL_TEST_LOGIN_TOKEN: emulator.directory.personalAccessToken("login-client"),
  });

  it("exits with 1 and names all variables if none is set", async () => {
    const { code, output } = await runTestReal({}, []);
    expect({ code, output }).toEqual({
      code: 1,
      output: expect.stringMatching(
        /ZITADEL_TEST_ISSUER: .*\n.*ZITADEL_TEST_OWNER_TOKEN: .*\n.*ZITADEL_TEST_LOGIN_TOKEN: /,
      ),
    });
    expect(output).not.toContain("at file:");
  });

  it.each([
    [
      "a variable is missing",
      { ZITADEL_TEST_LOGIN_TOKEN: "" },
      /Missing variables:\n {2}ZITADEL_TEST_LOGIN_TOKEN: .*\ndocs/,
    ],
    [
      "a token is invalid",
      { ZITADEL_TEST_OWNER_TOKEN: "x" },
      /ZITADEL_TEST_OWNER_TOKEN is not a valid token .* 401/,
    ],
    ["the server cannot be reached", { ZITADEL_TEST_ISSUER: "http://localhost:1" }, /cannot be reached/],
    ["the issuer has a path", { ZITADEL_TEST_ISSUER: "http://localhost:1/" }, /without a trailing slash/],
    ["the server is the emulator", {}, /not a complete ZITADEL \(the emulator is not\)/],
    [
      "the file with test data does not exist",
      { ZITADEL_TEST_DATA: "nowhere.json" },
      /"nowhere\.json", which does not describe test data/,
    ],
  ])("reports the problem if %s", async (_, changes, message) => {
    const problem = await findProblem({ ...server(), ...changes });
    expect(problem).toMatch(message);
    expect(problem).not.toContain("at file:");
  });
});
