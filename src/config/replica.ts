import { Secret } from "../lib/secret.js";
import type { ReplicaConfig } from "./config.js";
import type { Environment } from "./environment.js";
import { readSecretLines } from "./secret-lines.js";
import { serviceUserExpected } from "./service-user-expected.js";
import { boolean, integer, oneOf } from "./schemas.js";

const aMinuteMs = 60 * 1000;
const anHourMs = 60 * aMinuteMs;
const mebibyte = 1024 * 1024;
const gibibyte = 1024 * mebibyte;

/** What is set for a replica is read without one, too: REPLICA alone switches it off, and a mistake is told before it is on. */
export function readReplica(environment: Environment, hasService: boolean): ReplicaConfig | undefined {
  const store = readStore(environment);
  const settings = {
    pollMs: environment.read("REPLICA_POLL_INTERVAL_MS", integer(100, aMinuteMs), 1000),
    // A second at least: without any, events that come late would be lost, one in a hundred under load.
    overlapMs: environment.read("REPLICA_ALLOWED_LATENESS_MS", integer(1000, 10 * aMinuteMs), 10_000),
    maxLagMs: environment.read("REPLICA_MAX_LAG_MS", integer(100, anHourMs), 5000),
    serveStale: environment.read("REPLICA_SERVE_STALE", boolean, false),
    maxBytes: environment.read("REPLICA_MAX_BYTES", integer(mebibyte, 1024 * gibibyte), gibibyte),
    checkMs: environment.read("REPLICA_VERIFY_INTERVAL_MS", integer(0, 24 * anHourMs), aMinuteMs),
    webhookKeys: readSecretLines(
      environment,
      "REPLICA_WEBHOOK_SIGNING_KEY",
      "one line or two, the signing keys of the old target and of the new one, without spaces",
    ),
  };
  if (store === undefined) return undefined;
  if (settings.maxLagMs < settings.pollMs) {
    environment.report({
      variable: "REPLICA_MAX_LAG_MS",
      received: String(settings.maxLagMs),
      expected: `as much as REPLICA_POLL_INTERVAL_MS (${settings.pollMs}) at least: between two looks it would always be too far behind`,
    });
  }
  // Where there is something wrong with one, that has been told.
  const isToldAlready = environment.problems.some(({ variable }) =>
    variable.startsWith("ZITADEL_SERVICE_USER_"),
  );
  if (!hasService && !isToldAlready) {
    environment.report({
      variable: "REPLICA",
      received: `${store.kind}, and no service user that reads ZITADEL's events`,
      expected: serviceUserExpected,
    });
  }
  return { store, ...settings };
}

function readStore(environment: Environment): ReplicaConfig["store"] | undefined {
  const kinds = oneOf(["memory", "redis"]);
  const kind = environment.read<"memory" | "redis" | undefined>("REPLICA", kinds, undefined);
  if (kind === "redis") return { kind, url: readRedisUrl(environment) };
  // Others may have a Redis, too, and another way to write where it is: these are known, and not looked at.
  for (const variable of ["REDIS_URL", "REDIS_URL_FILE"]) environment.text(variable);
  return kind && { kind };
}

function readRedisUrl(environment: Environment): Secret {
  const problemsBefore = environment.problems.length;
  const url = environment.secret("REDIS_URL");
  const expected =
    "redis:// or rediss:// (TLS), with a host and, where they are needed, user, password, port and the number of the database: rediss://user:password@host:6379/0";
  if (url === undefined && environment.problems.length === problemsBefore) {
    environment.report({ variable: "REDIS_URL", received: "nothing, and REPLICA=redis", expected });
  }
  if (url !== undefined && !isRedisUrl(url.reveal())) {
    environment.report({ variable: "REDIS_URL", received: "a value (not shown) that is none", expected });
  }
  return url ?? new Secret("");
}

/** One that says more than is read would be one that is misunderstood. */
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
