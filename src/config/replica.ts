import { Secret } from "../lib/secret.js";
import type { ReplicaConfig } from "./config.js";
import type { Environment } from "./environment.js";
import { readSecretLines } from "./secret-lines.js";
import { serviceUserHint } from "./service-user-hint.js";
import { boolean, integer, oneOf } from "./schemas.js";

const minuteMs = 60 * 1000;
const hourMs = 60 * minuteMs;
const mebibyte = 1024 * 1024;
const gibibyte = 1024 * mebibyte;

/**
 * Reads the settings of the replica; returns undefined if REPLICA is not set. The other settings are
 * validated in any case, so that a mistake is reported before the replica is enabled.
 */
export function readReplica(environment: Environment, hasService: boolean): ReplicaConfig | undefined {
  const store = readStore(environment);
  const settings = {
    pollMs: environment.read("REPLICA_POLL_INTERVAL_MS", integer(100, minuteMs), 1000),
    // At least one second. With 0, about one event in a hundred would be missed under load, because ZITADEL
    // shows it late.
    allowedLatenessMs: environment.read("REPLICA_ALLOWED_LATENESS_MS", integer(1000, 10 * minuteMs), 10_000),
    maxLagMs: environment.read("REPLICA_MAX_LAG_MS", integer(100, hourMs), 5000),
    serveStale: environment.read("REPLICA_SERVE_STALE", boolean, false),
    maxBytes: environment.read("REPLICA_MAX_BYTES", integer(mebibyte, 1024 * gibibyte), gibibyte),
    checkMs: environment.read("REPLICA_VERIFY_INTERVAL_MS", integer(0, 24 * hourMs), minuteMs),
    webhookKeys: readSecretLines(
      environment,
      "REPLICA_WEBHOOK_SIGNING_KEY",
      "one line, or two for the signing keys of the old and the new target, without spaces",
    ),
  };
  if (store === undefined) return undefined;
  if (settings.maxLagMs < settings.pollMs) {
    environment.report({
      variable: "REPLICA_MAX_LAG_MS",
      problem: `${settings.maxLagMs} is less than REPLICA_POLL_INTERVAL_MS, so the replica would exceed it between two polls`,
      hint: `expected at least ${settings.pollMs}`,
    });
  }
  // An invalid service user was already reported as such.
  const isReported = environment.problems.some(({ variable }) =>
    variable.startsWith("ZITADEL_SERVICE_USER_"),
  );
  if (!hasService && !isReported) {
    environment.report({
      variable: "REPLICA",
      problem: "the replica requires a service user to read ZITADEL's events",
      hint: serviceUserHint,
    });
  }
  return { store, ...settings };
}

function readStore(environment: Environment): ReplicaConfig["store"] | undefined {
  const kinds = oneOf(["memory", "redis"]);
  const kind = environment.read<"memory" | "redis" | undefined>("REPLICA", kinds, undefined);
  if (kind === "redis") return { kind, url: readRedisUrl(environment) };
  // Without REPLICA=redis, these may be another program's variables in another format. Reading them declares
  // them as known variables; their values are not validated.
  for (const variable of ["REDIS_URL", "REDIS_URL_FILE"]) environment.text(variable);
  return kind && { kind };
}

function readRedisUrl(environment: Environment): Secret {
  const problemsBefore = environment.problems.length;
  const url = environment.secret("REDIS_URL");
  const hint =
    "expected redis:// or rediss:// (TLS) with a host and optional user, password, port and database number, such as rediss://user:password@host:6379/0";
  if (url === undefined && environment.problems.length === problemsBefore) {
    environment.report({ variable: "REDIS_URL", problem: "missing, but REPLICA=redis requires it", hint });
  }
  if (url !== undefined && !isRedisUrl(url.reveal())) {
    environment.report({ variable: "REDIS_URL", problem: "not a valid Redis URL (value hidden)", hint });
  }
  return url ?? new Secret("");
}

/** Rejects URLs with parts that the subgraph would ignore, such as a query. */
function isRedisUrl(text: string): boolean {
  if (/\s/.test(text) || !URL.canParse(text)) return false;
  const { protocol, hostname, pathname, username, password, search, hash } = new URL(text);
  return (
    /^rediss?:$/.test(protocol) &&
    hostname !== "" &&
    /^\/?\d*$/.test(pathname) &&
    search + hash === "" &&
    canDecode(username + password)
  );
}

function canDecode(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
