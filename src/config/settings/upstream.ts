import { integer } from "../schemas/basic.js";
import { optionalSetting, setting } from "./setting.js";

export const upstream = {
  maxConnections: setting({
    name: "UPSTREAM_MAX_CONNECTIONS",
    schema: integer(1, 1024),
    default: 32,
    description: "Concurrent calls to ZITADEL.",
  }),
  maxQueue: setting({
    name: "UPSTREAM_MAX_QUEUE",
    schema: integer(1, 100_000),
    default: 2000,
    description: "Calls that may wait for a connection.",
  }),
  timeoutMs: setting({
    name: "UPSTREAM_TIMEOUT_MS",
    schema: integer(100, 3_600_000),
    default: 5000,
    description: "The timeout of one call to ZITADEL.",
  }),
  retries: setting({
    name: "UPSTREAM_RETRIES",
    schema: integer(0, 10),
    default: 2,
    description: "Retries of a call that is safe to repeat.",
  }),
  rateLimit: optionalSetting({
    name: "UPSTREAM_RATE_LIMIT",
    schema: integer(1, 10_000),
    description: "Calls per second. ZITADEL Cloud allows 40.",
    defaultText: "no limit",
    example: "40",
  }),
};
