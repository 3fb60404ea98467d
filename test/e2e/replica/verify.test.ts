import { describe, expect, it } from "vitest";
import { startEmulator } from "zitadel-emulator";
import { runVerify } from "../../support/verify.js";

describe("npm run -s cli -- verify-replica", { tags: ["embedded"] }, () => {
  it("prints its result, and keeps running while all of its calls wait for the rate limit", async () => {
    await using zitadel = await startEmulator();
    // The rate is so low that at times only a timer of the rate limiter keeps the process alive.
    const { code, lines } = await runVerify(zitadel, {
      UPSTREAM_RATE_LIMIT: "6",
      UPSTREAM_MAX_CONNECTIONS: "1",
    });
    expect(lines).toEqual([
      expect.stringMatching(/^REPLICA=memory: /),
      "Nothing differs: 13 users compared.",
    ]);
    expect(code).toBe(0);
  });

  it("parses its command line, and exits with code 2 and a message on invalid arguments", async () => {
    await using zitadel = await startEmulator();
    const command = "npm run -s cli -- verify-replica --users 1k";
    const { code, stdout, stderr } = await runVerify(zitadel, {}, command);
    expect(stderr).toContain('--users: "1k" is not a whole number from 1 to 999999999.');
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  });
});
