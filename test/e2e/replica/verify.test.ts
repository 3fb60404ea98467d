import { describe, expect, it } from "vitest";
import { startEmulator } from "zitadel-emulator";
import { runVerify } from "../../support/run-verify.js";

describe("npm run -s cli -- verify-replica, as a process,", { tags: ["embedded"] }, () => {
  it("prints what it found, and goes on while all that it asks has to wait", async () => {
    await using zitadel = await startEmulator();
    // So few a second that there are moments in which nothing else would keep the process.
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

  it("takes its command line, and ends with a code and words where it cannot do that", async () => {
    await using zitadel = await startEmulator();
    const command = "npm run -s cli -- verify-replica --users 1k";
    const { code, stdout, stderr } = await runVerify(zitadel, {}, command);
    expect(stderr).toContain('--users: "1k" is not a whole number from 1 to 999999999.');
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  });
});
