import type { Config } from "./config.js";
import { ConfigError } from "./config-error.js";
import { readIntrospectionClient, readServiceCredential } from "./credentials.js";
import { createEnvironment, type Env } from "./environment.js";
import { readForwardAuth } from "./forward-auth.js";
import { readPolicy } from "./policy/policy.js";
import { readProxy } from "./proxy.js";
import { readReplica } from "./replica.js";
import { readSchemaOptions } from "./schema-options.js";
import { graphql } from "./settings/graphql.js";
import { http } from "./settings/http.js";
import { limits } from "./settings/limits.js";
import { metadata } from "./settings/metadata.js";
import { replica } from "./settings/replica.js";
import { subscriptions } from "./settings/subscriptions.js";
import { tokens } from "./settings/tokens.js";
import { upstream } from "./settings/upstream.js";
import { readIssuer } from "./issuer.js";
import { zitadel } from "./settings/zitadel.js";
import { checkTokenValidation } from "./token-validation.js";
import { findUnknownVariables } from "./unknown-variables.js";

/** Reads the configuration from the environment. Throws a ConfigError that lists all problems. */
export function readConfig(env: Env): Config {
  const environment = createEnvironment(env);
  const read = environment.read.bind(environment);

  const issuer = readIssuer(environment);
  const projectId = read(zitadel.projectId);
  const introspection = readIntrospectionClient(environment);
  const serviceUser = readServiceCredential(environment);
  const { policy, source: policySource } = readPolicy(environment);
  const redisUrl = read(replica.redisUrl);
  const unknown = findUnknownVariables(environment.names);
  const config: Config = {
    zitadel: {
      issuer,
      apiUrl: read(zitadel.apiUrl) ?? issuer,
      api: read(zitadel.apiVersion),
      organizationId: read(zitadel.organizationId),
      projectId,
      audience: read(zitadel.audience) ?? [projectId],
      acceptTokens:
        read(tokens.validation) ?? (introspection === undefined ? ["jwt"] : ["jwt", "introspection"]),
      introspection,
      clients: read(tokens.allowedClientIds),
      tokenCacheMs: read(tokens.cacheTtlMs),
      serviceUser,
      skipJwtIntrospection: read(tokens.skipJwtIntrospection),
    },
    policy,
    policySource,
    selfReadOrder: read(metadata.selfReadOrder),
    cacheMs: read(metadata.cacheTtlMs),
    ...readSchemaOptions(environment),
    host: read(http.host),
    port: read(http.port),
    limits: {
      bodyBytes: read(limits.requestBytes),
      representations: read(limits.representations),
      entries: read(limits.entriesPerMutation),
      userMetadataBytes: read(limits.userMetadataBytes),
      depth: read(limits.queryDepth),
      aliases: read(limits.queryAliases),
      tokens: read(limits.queryTokens),
      responseBytes: read(limits.responseBytes),
    },
    routerSecrets: read(http.routerSecret) ?? [],
    forwardAuth: readForwardAuth(environment),
    routerCacheMs: read(http.routerCacheTtlMs),
    corsOrigins: read(http.corsOrigins),
    redisUrl,
    subscriptions: {
      max: read(subscriptions.max),
      maxPerCaller: read(subscriptions.maxPerCaller),
      callbackHosts: read(subscriptions.callbackHosts),
    },
    replica: readReplica(environment, serviceUser !== undefined, redisUrl),
    requestTimeoutMs: read(http.requestTimeoutMs),
    selectProxy: readProxy(environment),
    upstream: {
      connections: read(upstream.maxConnections),
      timeoutMs: read(upstream.timeoutMs),
      retries: read(upstream.retries),
      queue: read(upstream.maxQueue),
      rate: read(upstream.rateLimit),
    },
    shutdown: { delayMs: read(http.shutdownDelayMs), graceMs: read(http.shutdownGraceMs) },
    introspection: read(graphql.introspection) ?? env["NODE_ENV"]?.trim() !== "production",
    logLevel: read(http.logLevel),
    warnings: unknown.warnings,
  };
  checkTokenValidation(config, policySource ?? metadata.policy.name, environment);
  const problems = [...environment.problems, ...unknown.problems];
  // A warning may explain a problem: a required setting is missing because its name is misspelled.
  if (problems.length > 0) throw new ConfigError([...problems, ...unknown.warnings]);
  return config;
}
