import type { Config } from "./config.js";
import { ConfigError } from "./config-error.js";
import { createEnvironment, type Env } from "./environment.js";
import { checkTokenValidation } from "./token-validation.js";
import { readIntrospectionClient, readServiceCredential } from "./credentials.js";
import { rejectUnknownVariables } from "./unknown-variables.js";
import { readHttpAccess } from "./http-access.js";
import { readPolicy } from "./policy.js";
import { readReplica } from "./replica.js";
import { readSchemaOptions } from "./subgraph-schema.js";
import { boolean, commaList, integer, isLoopback, listOf, oneOf, origin } from "./schemas.js";
import * as z from "zod";

const mebibyte = 1024 * 1024;
const minuteMs = 60 * 1000;
const hourMs = 60 * minuteMs;
const issuerFormat =
  "the issuer from ZITADEL's discovery document: https:// and a host, without path or trailing slash (http:// only for localhost)";

/** Reads the configuration from the environment. Throws a ConfigError that lists all problems. */
export function readConfig(env: Env): Config {
  const environment = createEnvironment(env);

  const issuer = environment.required("ZITADEL_ISSUER", origin(isLoopback, issuerFormat), "", issuerFormat);
  const projectId = environment.required(
    "ZITADEL_PROJECT_ID",
    z.string(),
    "",
    "the id of the ZITADEL project that this API belongs to",
  );
  const introspection = readIntrospectionClient(environment);
  const serviceUser = readServiceCredential(environment);
  environment.rejectEmpty("ALLOWED_CLIENT_IDS");
  const { policy, source: policySource } = readPolicy(environment);
  const config: Config = {
    zitadel: {
      issuer,
      apiUrl: environment.read(
        "ZITADEL_API_URL",
        origin(() => true, "http:// or https:// and a host, without path or trailing slash"),
        issuer,
      ),
      api: environment.read("ZITADEL_API_VERSION", oneOf(["auto", "v1", "v2"]), "auto"),
      organizationId: environment.text("ZITADEL_ORGANIZATION_ID"),
      projectId,
      audience: environment.read("ZITADEL_AUDIENCE", commaList(), [projectId]),
      acceptTokens: environment.read(
        "TOKEN_VALIDATION",
        listOf(["jwt", "introspection", "userinfo", "id_token"]),
        introspection === undefined ? ["jwt"] : ["jwt", "introspection"],
      ),
      introspection,
      clients: environment.read<readonly string[] | undefined>("ALLOWED_CLIENT_IDS", commaList(), undefined),
      tokenCacheMs: environment.read("TOKEN_CACHE_TTL_MS", integer(0, 5 * minuteMs), 30_000),
      serviceUser,
      skipJwtIntrospection: environment.read("JWT_SKIP_INTROSPECTION", boolean, false),
    },
    policy,
    policySource,
    selfReadOrder: environment.read("SELF_READ_ORDER", listOf(["userinfo", "list", "claims"]), [
      "userinfo",
      "list",
    ]),
    cacheMs: environment.read("METADATA_CACHE_TTL_MS", integer(0, 5 * minuteMs), 0),
    ...readSchemaOptions(environment),
    host: environment.text("HOST") ?? "0.0.0.0",
    port: environment.read("PORT", integer(0, 65_535), 4001),
    limits: {
      bodyBytes: environment.read("MAX_REQUEST_BYTES", integer(1024, 64 * mebibyte), 4 * mebibyte),
      representations: environment.read("MAX_REPRESENTATIONS", integer(1, 100_000), 1000),
      entries: environment.read("MAX_ENTRIES_PER_MUTATION", integer(1, 10_000), 200),
      userMetadataBytes: environment.read(
        "MAX_USER_METADATA_BYTES",
        integer(mebibyte, 1024 * mebibyte),
        16 * mebibyte,
      ),
      depth: environment.read("MAX_QUERY_DEPTH", integer(1, 50), 12),
      aliases: environment.read("MAX_QUERY_ALIASES", integer(0, 10_000), 50),
      tokens: environment.read("MAX_QUERY_TOKENS", integer(100, 10_000), 5000),
      responseBytes: environment.read("MAX_RESPONSE_BYTES", integer(1024, 256 * mebibyte), 64 * mebibyte),
    },
    ...readHttpAccess(environment),
    replica: readReplica(environment, serviceUser !== undefined),
    requestTimeoutMs: environment.read("REQUEST_TIMEOUT_MS", integer(100, hourMs), 8000),
    upstream: {
      connections: environment.read("UPSTREAM_MAX_CONNECTIONS", integer(1, 1024), 32),
      timeoutMs: environment.read("UPSTREAM_TIMEOUT_MS", integer(100, hourMs), 5000),
      retries: environment.read("UPSTREAM_RETRIES", integer(0, 10), 2),
      queue: environment.read("UPSTREAM_MAX_QUEUE", integer(1, 100_000), 2000),
      rate: environment.read<number | undefined>("UPSTREAM_RATE_LIMIT", integer(1, 10_000), undefined),
    },
    shutdown: {
      delayMs: environment.read("SHUTDOWN_DELAY_MS", integer(0, hourMs), 5000),
      graceMs: environment.read("SHUTDOWN_GRACE_MS", integer(0, hourMs), 10_000),
    },
    introspection: environment.read(
      "GRAPHQL_INTROSPECTION",
      boolean,
      environment.text("NODE_ENV") !== "production",
    ),
    logLevel: environment.read(
      "LOG_LEVEL",
      oneOf(["trace", "debug", "info", "warn", "error", "fatal", "silent"]),
      "info",
    ),
  };
  checkTokenValidation(config, policySource ?? "METADATA_POLICY", environment);
  rejectUnknownVariables(environment);
  if (environment.problems.length > 0) throw new ConfigError(environment.problems);
  return config;
}
