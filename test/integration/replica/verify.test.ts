import { describe, expect, it, vi } from "vitest";
import { startEmulator } from "zitadel-emulator";
import { write } from "../../../packages/zitadel-emulator/test/contract/zitadel-client.js";
import { routes } from "../../support/zitadel-calls.js";
import { longTimeout } from "../../support/test-clock.js";
import { verify } from "../../support/verify.js";

describe("npm run -s cli -- verify-replica with REPLICA=memory", { tags: ["embedded"] }, () => {
  it("prints which replica is compared, and exits with 0 if no user differs", async () => {
    await using zitadel = await startEmulator();
    const { code, lines } = await verify(zitadel);
    expect(lines).toEqual([
      expect.stringMatching(
        /^REPLICA=memory: the replica of a running process cannot be read.*builds another one/,
      ),
      "Nothing differs: 13 users compared.",
    ]);
    expect(code).toBe(0);
  });

  it("prints each differing entry and its kind, but no values, and exits with 1", async () => {
    await using zitadel = await startEmulator();
    const [coyote, porky] = [zitadel.directory.user("wile-coyote"), zitadel.directory.user("porky-pig")];
    await write(zitadel, porky, { again: "same" });
    // Later changes are in no event.
    zitadel.pauseEvents();
    await write(zitadel, coyote, { plan: "iron", contract: "", "new\nkey\u009b": "1" });
    await write(zitadel, porky, { again: "other" });
    await write(zitadel, porky, { again: "same" });
    const { code, stdout, stderr, lines } = await verify(zitadel);
    expect(new Set(lines.slice(1, -1))).toEqual(
      new Set([
        `${coyote} value "plan"`,
        `${coyote} extra "contract"`,
        `${coyote} missing "new\\nkey\\u{9b}"`,
        `${porky} timestamp "again"`,
      ]),
    );
    expect(lines.at(-1)).toBe(
      "2 of 13 users differ. Differing entries: missing 1, extra 1, value 1, timestamp 1.",
    );
    expect(stdout + stderr).not.toMatch(/iron|acme-pro|10046/);
    expect(code).toBe(1);
  });

  it("reports no difference for users whose events are late", async () => {
    await using zitadel = await startEmulator();
    const late = zitadel.delayNextEvents();
    await write(zitadel, zitadel.directory.user("wile-coyote"), { plan: "iron" });
    const verified = verify(zitadel, { REPLICA_ALLOWED_LATENESS_MS: "60000" });
    await vi.waitFor(() => {
      expect(zitadel.calls.filter(({ path }) => routes.list.test(path)).length).toBeGreaterThanOrEqual(13);
    }, longTimeout);
    late.release();
    const { code, lines } = await verified;
    expect(lines.slice(1)).toEqual(["Nothing differs: 13 users compared."]);
    expect(code).toBe(0);
  });

  it("compares only as many users as --users requests", async () => {
    await using zitadel = await startEmulator();
    const { lines } = await verify(zitadel, { ZITADEL_API_VERSION: "v2" }, ["--users", "4"]);
    expect(lines.slice(1)).toEqual(["Nothing differs: 4 users compared."]);
    expect(zitadel.calls.filter(({ path }) => routes.list.test(path)).length).toBe(4);
  });

  it("completes even with a low rate limit and one connection", async () => {
    await using zitadel = await startEmulator();
    const { code, lines } = await verify(zitadel, {
      UPSTREAM_RATE_LIMIT: "6",
      UPSTREAM_MAX_CONNECTIONS: "1",
    });
    expect(lines.slice(1)).toEqual(["Nothing differs: 13 users compared."]);
    expect(code).toBe(0);
  });

  it("exits with 2 and the reason if users could not be compared", async () => {
    await using zitadel = await startEmulator();
    const body = '{"code":"invalid_argument","message":"invalid"}';
    zitadel.failNext(routes.list, { status: 400, body }, 26);
    const { code, lines } = await verify(zitadel, { ZITADEL_API_VERSION: "v2" });
    expect(lines.slice(1)).toEqual([
      "Nothing differs: 0 users compared.",
      "13 users could not be compared. ZITADEL rejected the call with status 400.",
    ]);
    expect(code).toBe(2);
  });

  it("does not take users that v1 hides for users without metadata", async () => {
    await using zitadel = await startEmulator();
    const { code, lines } = await verify(zitadel, { ZITADEL_API_VERSION: "v1" });
    expect(lines.slice(1)).toEqual([
      "Nothing differs: 11 users compared.",
      "2 users could not be compared. ZITADEL does not let this caller read this user's metadata.",
    ]);
    expect(code).toBe(2);
  });
});

describe("npm run -s cli -- verify-replica with an error", { tags: ["embedded"] }, () => {
  it.each([
    ["if no replica is configured", { REPLICA: undefined }, "REPLICA is not set"],
    [
      "if no service user is configured",
      { ZITADEL_SERVICE_USER_TOKEN: undefined },
      "requires a service user",
    ],
    [
      "if ZITADEL rejects the service user's token",
      { ZITADEL_SERVICE_USER_TOKEN: "x" },
      "rejects the access token of the service user",
    ],
    ["if ZITADEL is unreachable", { ZITADEL_ISSUER: "http://localhost:1" }, "ZITADEL cannot be reached"],
  ])("exits with 2 and a message %s", async (_, variables, message) => {
    await using zitadel = await startEmulator();
    const { code, stderr } = await verify(zitadel, variables);
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/^ +at /m);
    expect(code).toBe(2);
  });

  it("exits with 2 and names the role that the service user lacks", async () => {
    await using zitadel = await startEmulator();
    const { code, stderr } = await verify(zitadel, {
      ZITADEL_SERVICE_USER_TOKEN: zitadel.directory.personalAccessToken("instance-manager"),
    });
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining("IAM_OWNER_VIEWER") });
  });

  it("exits with 2 and a message if the replica would be too large", async () => {
    await using zitadel = await startEmulator();
    for (let n = 0; n < 12; n++) zitadel.addUser(`user-${n}`, { metadata: { a: "x".repeat(400_000) } });
    // One page per user.
    zitadel.setMaxEventPageBytes(600_000);
    const { code, stderr } = await verify(zitadel, { REPLICA_MAX_BYTES: String(1024 * 1024) });
    expect(stderr).toContain("replica exceeds REPLICA_MAX_BYTES");
    expect(code).toBe(2);
  });

  it("exits with 2 and a message if ZITADEL becomes unavailable while the replica is built", async () => {
    await using zitadel = await startEmulator();
    const held = zitadel.holdNext(routes.events);
    const verified = verify(zitadel);
    await held.arrived;
    zitadel.failNext(routes.events, { status: 503 }, 1000);
    held.release();
    const { code, stderr } = await verified;
    expect(stderr).toContain("responded with status 503");
    expect(code).toBe(2);
  });

  it("exits with 2 and a message if its arguments are invalid", async () => {
    await using zitadel = await startEmulator();
    const { code, stderr } = await verify(zitadel, {}, ["--users", "1k"]);
    expect(stderr).toContain('--users: "1k" is not a whole number from 1 to 999999999.');
    expect(code).toBe(2);
  });
});
