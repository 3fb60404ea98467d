import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { ReplicaConfig } from "../../src/config/config.js";
import { readConfig } from "../../src/config/read-config.js";
import { minimalEnv, readConfigIssues } from "./config-issues.js";

type Env = Readonly<Record<string, string>>;

const service = { ZITADEL_SERVICE_USER_TOKEN: "s3cret-token" };
const memory = { ...service, REPLICA: "memory" };
const redis = { ...service, REPLICA: "redis" };

function replicaOf(env: Env): ReplicaConfig | undefined {
  return readConfig({ ...minimalEnv, ...env }).replica;
}

function redisUrlOf(env: Env): string | undefined {
  const store = replicaOf({ ...redis, ...env })?.store;
  return store?.kind === "redis" ? store.url.reveal() : undefined;
}

describe("REPLICA and its settings", () => {
  it("disables the replica without REPLICA, whatever the other settings are", () => {
    const others = {
      REPLICA_POLL_INTERVAL_MS: "500",
      REPLICA_WEBHOOK_SIGNING_KEY: "key",
      REDIS_URL: "redis://localhost",
    };
    expect(replicaOf({})).toBeUndefined();
    expect(replicaOf(others)).toBeUndefined();
  });

  it("has defaults for all settings except the store", () => {
    expect(replicaOf(memory)).toEqual({
      store: { kind: "memory" },
      pollMs: 1000,
      allowedLatenessMs: 10_000,
      maxLagMs: 5000,
      serveStale: false,
      maxBytes: 1_073_741_824,
      checkMs: 60_000,
      webhookKeys: [],
    });
  });

  it("reads all settings", () => {
    const env = {
      REPLICA_POLL_INTERVAL_MS: "250",
      REPLICA_ALLOWED_LATENESS_MS: "3000",
      REPLICA_MAX_LAG_MS: "250",
      REPLICA_SERVE_STALE: "true",
      REPLICA_MAX_BYTES: "1048576",
      REPLICA_VERIFY_INTERVAL_MS: "0",
    };
    expect(replicaOf({ ...memory, ...env })).toMatchObject({
      pollMs: 250,
      allowedLatenessMs: 3000,
      maxLagMs: 250,
      serveStale: true,
      maxBytes: 1_048_576,
      checkMs: 0,
    });
  });

  it.each([
    "redis://localhost",
    "redis://10.0.0.1:6380/2",
    "rediss://replica:p%40ss@redis.example:6379/0",
    "rediss://:pass@[::1]",
  ])("accepts a Redis URL: %s", (REDIS_URL) => {
    expect(redisUrlOf({ REDIS_URL })).toBe(REDIS_URL);
  });

  it("reads the Redis URL and the webhook signing keys from files, and prints neither", () => {
    const folder = mkdtempSync(join(tmpdir(), "config-"));
    onTestFinished(() => {
      rmSync(folder, { recursive: true });
    });
    const [REDIS_URL_FILE, REPLICA_WEBHOOK_SIGNING_KEY_FILE] = [join(folder, "redis"), join(folder, "key")];
    writeFileSync(REDIS_URL_FILE, "rediss://replica:s3cret@redis.example\n");
    writeFileSync(REPLICA_WEBHOOK_SIGNING_KEY_FILE, "s3cret-old\n s3cret-new\n");
    const files = { REDIS_URL_FILE, REPLICA_WEBHOOK_SIGNING_KEY_FILE };
    expect(redisUrlOf(files)).toBe("rediss://replica:s3cret@redis.example");
    const replica = replicaOf({ ...redis, ...files });
    expect(replica?.webhookKeys.map((key) => key.reveal())).toEqual(["s3cret-old", "s3cret-new"]);
    expect(JSON.stringify(replica)).not.toContain("s3cret");
  });

  it.each<readonly [string, Env, readonly unknown[]]>([
    [
      "an unknown store",
      { ...service, REPLICA: "disk" },
      ['REPLICA: invalid value "disk"; expected one of memory, redis'],
    ],
    [
      "a replica without a service user",
      { REPLICA: "memory" },
      [
        expect.stringMatching(
          /^REPLICA: the replica requires a service user .*; set ZITADEL_SERVICE_USER_KEY, .*_FILE .*\)$/,
        ),
      ],
    ],
    [
      "an invalid service user, with one problem",
      { REPLICA: "memory", ZITADEL_SERVICE_USER_CLIENT_ID: "1" },
      [expect.stringContaining("ZITADEL_SERVICE_USER_CLIENT_SECRET: missing")],
    ],
    [
      "REPLICA=redis without REDIS_URL",
      redis,
      [expect.stringContaining("REDIS_URL: missing, but REPLICA=redis")],
    ],
    [
      "a missing file of the Redis URL, with one problem",
      { ...redis, REDIS_URL_FILE: "/no/such/file" },
      [expect.stringContaining("REDIS_URL_FILE: ")],
    ],
    [
      "a maximum lag below the poll interval",
      { ...memory, REPLICA_MAX_LAG_MS: "4999", REPLICA_POLL_INTERVAL_MS: "5000" },
      [
        expect.stringMatching(
          /^REPLICA_MAX_LAG_MS: 4999 is less than REPLICA_POLL_INTERVAL_MS, .*; expected at least 5000$/,
        ),
      ],
    ],
    [
      "invalid numbers even if the replica is disabled",
      {
        REPLICA_POLL_INTERVAL_MS: "10",
        REPLICA_ALLOWED_LATENESS_MS: "0",
        REPLICA_MAX_LAG_MS: "5s",
        REPLICA_SERVE_STALE: "yes",
        REPLICA_MAX_BYTES: "1GiB",
        REPLICA_VERIFY_INTERVAL_MS: "-1",
      },
      [
        "POLL_INTERVAL_MS",
        "ALLOWED_LATENESS_MS",
        "MAX_LAG_MS",
        "SERVE_STALE",
        "MAX_BYTES",
        "VERIFY_INTERVAL_MS",
      ].map((name): unknown => expect.stringContaining(`REPLICA_${name}: `)),
    ],
    [
      "a misspelled variable",
      { REPLICA_POL_INTERVAL_MS: "1" },
      [expect.stringContaining("did you mean REPLICA_POLL_INTERVAL_MS?")],
    ],
  ])("rejects %s", (_, env, problems) => {
    expect(readConfigIssues(env)).toEqual(problems);
  });

  it.each([
    ["an https URL", { REDIS_URL: "https://s3cret@redis.example" }, "REDIS_URL"],
    ["a host without a scheme", { REDIS_URL: "s3cret.redis.example:6379" }, "REDIS_URL"],
    ["no host", { REDIS_URL: "redis:///0" }, "REDIS_URL"],
    ["a query", { REDIS_URL: "redis://:s3cret@redis.example?family=6" }, "REDIS_URL"],
    ["a password that is not percent-encoded", { REDIS_URL: "redis://:s3cret%@redis.example" }, "REDIS_URL"],
    ["a database name", { REDIS_URL: "redis://:s3cret@redis.example/replica" }, "REDIS_URL"],
    ["two URLs", { REDIS_URL: "redis://:s3cret@a\nredis://:s3cret@b" }, "REDIS_URL"],
    [
      "three signing keys",
      { REDIS_URL: "redis://a", REPLICA_WEBHOOK_SIGNING_KEY: "s3cret-1\ns3cret-2\ns3cret-3" },
      "REPLICA_WEBHOOK_SIGNING_KEY",
    ],
    [
      "two signing keys in one line",
      { REDIS_URL: "redis://a", REPLICA_WEBHOOK_SIGNING_KEY: "s3cret s3cret" },
      "REPLICA_WEBHOOK_SIGNING_KEY",
    ],
  ])("rejects %s without printing it", (_, env, variable) => {
    const problems = readConfigIssues({ ...redis, ...env });
    expect(problems.map((line) => line.split(":")[0])).toEqual([variable]);
    expect(problems.join()).not.toContain("s3cret");
  });
});
