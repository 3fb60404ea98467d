import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Emulator, startEmulator } from "zitadel-emulator";
import { testReal } from "./run-test-real.js";
import { whyNot } from "./find-problem.js";

/** `npm run test:real`, as somebody does who has a server: what it runs there is tried by suite.nightly.test.ts. */
describe("the tests on a server that runs", () => {
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
    if (name === "nothing is set") {
      // One as the command, whose other half is not begun then; the others as what the command asks.
      const { code, output } = await testReal({}, []);
      expect({ code, output }).toEqual({ code: 1, output: expect.stringMatching(words) });
      expect(output).not.toContain("at file:");
      return;
    }
    const reason = await whyNot({ ...server(), ...changes });
    expect(reason).toMatch(words);
    expect(reason).not.toContain("at file:");
  });
});
