import { Secret } from "../lib/secret.js";
import type { ReplicaConfig } from "./config.js";
import type { Environment } from "./environment.js";
import { redisUrlFormat } from "./schemas/redis-url.js";
import { serviceUserHint } from "./service-user-hint.js";
import { replica } from "./settings/replica.js";

/**
 * Reads the settings of the replica; returns undefined if REPLICA is not set. The other settings are
 * validated in any case, so that a mistake is reported before the replica is enabled.
 */
export function readReplica(
  environment: Environment,
  hasServiceUser: boolean,
  redisUrl: Secret | undefined,
): ReplicaConfig | undefined {
  const store = readStore(environment, redisUrl);
  const settings = {
    pollMs: environment.read(replica.pollIntervalMs),
    allowedLatenessMs: environment.read(replica.allowedLatenessMs),
    maxLagMs: environment.read(replica.maxLagMs),
    serveStale: environment.read(replica.serveStale),
    maxBytes: environment.read(replica.maxBytes),
    checkMs: environment.read(replica.verifyIntervalMs),
    webhookKeys: environment.read(replica.webhookSigningKey) ?? [],
  };
  if (store === undefined) return undefined;
  if (settings.maxLagMs < settings.pollMs) {
    environment.report({
      variable: replica.maxLagMs.name,
      problem: `${settings.maxLagMs} is less than REPLICA_POLL_INTERVAL_MS, so the replica would exceed it between two polls`,
      hint: `expected at least ${settings.pollMs}`,
    });
  }
  // An invalid service user was already reported as such.
  const isReported = environment.problems.some(({ variable }) =>
    variable.startsWith("ZITADEL_SERVICE_USER_"),
  );
  if (!hasServiceUser && !isReported) {
    environment.report({
      variable: replica.store.name,
      problem: "the replica requires a service user to read ZITADEL's events",
      hint: serviceUserHint,
    });
  }
  return { store, ...settings };
}

function readStore(
  environment: Environment,
  redisUrl: Secret | undefined,
): ReplicaConfig["store"] | undefined {
  const kind = environment.read(replica.store);
  if (kind !== "redis") return kind && { kind };
  if (redisUrl === undefined && environment.sourceOf(replica.redisUrl) === undefined) {
    environment.report({
      variable: replica.redisUrl.name,
      problem: "missing, but REPLICA=redis requires it",
      hint: `expected ${redisUrlFormat}`,
    });
  }
  return { kind, url: redisUrl ?? new Secret("") };
}
