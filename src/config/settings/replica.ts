import { boolean, bytes, integer, oneOf } from "../schemas/basic.js";
import { secretLines } from "../schemas/secret-lines.js";
import { redisUrlSchema } from "../schemas/redis-url.js";
import { optionalSetting, secretSetting, setting } from "./setting.js";
import { gibibyte, mebibyte } from "../schemas/format-bytes.js";

export const replica = {
  store: optionalSetting({
    name: "REPLICA",
    schema: oneOf(["memory", "redis"]),
    description:
      "`memory` or `redis`: serve reads from a [replica](replica.md). Without it, the other settings of the replica, except `REDIS_URL`, have no effect.",
    example: "memory",
  }),
  redisUrl: secretSetting({
    name: "REDIS_URL",
    schema: redisUrlSchema,
    description:
      "Excludes concurrent [writes](operations.md#writes) of several processes, and required for `REPLICA=redis`: `rediss://user:password@host:6379/0` (TLS) or `redis://…`, with user and password percent-encoded.",
    example: "rediss://user:password@host:6379/0",
  }),
  pollIntervalMs: setting({
    name: "REPLICA_POLL_INTERVAL_MS",
    schema: integer(100, 60_000),
    default: 1000,
    description: "Interval between polls of ZITADEL's events.",
  }),
  allowedLatenessMs: setting({
    name: "REPLICA_ALLOWED_LATENESS_MS",
    // At least one second. With 0, about one event in a hundred would be missed under load, because ZITADEL
    // shows it late.
    schema: integer(1000, 600_000),
    default: 10_000,
    description: "How late an event may become visible. Each poll reads that much again.",
  }),
  maxLagMs: setting({
    name: "REPLICA_MAX_LAG_MS",
    schema: integer(100, 3_600_000),
    default: 5000,
    description: "Maximum age of a result. At least `REPLICA_POLL_INTERVAL_MS`, better several times that.",
  }),
  serveStale: setting({
    name: "REPLICA_SERVE_STALE",
    schema: boolean,
    default: false,
    description: "Whether to serve older data while ZITADEL is unreachable.",
  }),
  maxBytes: setting({
    name: "REPLICA_MAX_BYTES",
    schema: bytes(mebibyte, 1024 * gibibyte),
    default: gibibyte,
    description: "Maximum size. Above it the replica disables itself, and the subgraph continues without it.",
  }),
  verifyIntervalMs: setting({
    name: "REPLICA_VERIFY_INTERVAL_MS",
    schema: integer(0, 86_400_000),
    default: 60_000,
    description: "Interval between comparisons with ZITADEL's lists; 0 disables them.",
  }),
  webhookSigningKey: secretSetting({
    name: "REPLICA_WEBHOOK_SIGNING_KEY",
    schema: secretLines(
      "one line, or two for the signing keys of the old and the new target, without spaces",
    ),
    description:
      "One or two lines: the signing keys of ZITADEL's targets, new and old. Without it, `/zitadel/events` does not exist.",
    example: "replace-me",
  }),
};
