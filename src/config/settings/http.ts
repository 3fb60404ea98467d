import * as z from "zod";
import { commaList, integer, oneOf, origin } from "../schemas/basic.js";
import { secretLines } from "../schemas/secret-lines.js";
import { secretSetting, setting } from "./setting.js";

const originsFormat = "a comma-separated list of origins such as https://app.example, without duplicates";

export const http = {
  host: setting({
    name: "HOST",
    schema: z.string(),
    default: "0.0.0.0",
    description: "The address that the server listens on.",
  }),
  port: setting({
    name: "PORT",
    schema: integer(0, 65_535),
    default: 4001,
    description: "The port that the server listens on.",
  }),
  routerSecret: secretSetting({
    name: "ROUTER_SECRET",
    schema: secretLines(
      "one line, or two for the old and the new secret, of visible ASCII characters without spaces",
    ),
    restrictsAccess: true,
    description:
      "One or two lines: the new and the old secret. `/graphql`, `/forward-auth` and `/metrics` return 403 unless the header `x-router-secret` contains one of them.",
    example: "replace-me",
  }),
  forwardAuthKeys: setting({
    name: "FORWARD_AUTH_KEYS",
    schema: commaList("a comma-separated list of metadata keys, without duplicates"),
    default: [],
    description:
      "Comma-separated list of up to 32 metadata keys. Adds `GET /forward-auth`, with which [reverse proxies](forward-auth.md) check tokens and receive the caller's values of these keys as headers.",
    example: "plan,region",
  }),
  corsOrigins: setting({
    name: "CORS_ORIGINS",
    schema: commaList(originsFormat).pipe(z.array(origin(originsFormat))),
    default: [],
    description: "Comma-separated list of the origins of websites whose scripts may read responses.",
    example: "https://app.example",
  }),
  routerCacheTtlMs: setting({
    name: "ROUTER_CACHE_TTL_MS",
    schema: integer(0, 5 * 60_000),
    default: 0,
    description:
      "How long [caches of routers](federation.md#caches-of-routers) may store a response to a query without errors, separately for each caller. Rounded down to seconds; 0: not at all.",
  }),
  requestTimeoutMs: setting({
    name: "REQUEST_TIMEOUT_MS",
    schema: integer(100, 3_600_000),
    default: 8000,
    description: "The deadline of a GraphQL request.",
  }),
  shutdownDelayMs: setting({
    name: "SHUTDOWN_DELAY_MS",
    schema: integer(0, 3_600_000),
    default: 5000,
    description:
      "How long new requests are accepted after SIGTERM, until load balancers stop sending traffic.",
  }),
  shutdownGraceMs: setting({
    name: "SHUTDOWN_GRACE_MS",
    schema: integer(0, 3_600_000),
    default: 10_000,
    description: "How long in-flight requests may take after that.",
  }),
  logLevel: setting({
    name: "LOG_LEVEL",
    schema: oneOf(["trace", "debug", "info", "warn", "error", "fatal", "silent"]),
    default: "info",
    description: "`trace`, `debug`, `info`, `warn`, `error`, `fatal` or `silent`.",
  }),
};
