import type { Secret } from "../../../lib/secret.js";
import { StoreError } from "../store.js";

/** Redis was unreachable, did not reply in time, or rejected a command. */
export class RedisError extends StoreError {
  override readonly name = "RedisError";
  /** What to do about the error, if known. */
  readonly hint: string | undefined;

  constructor(message: string, hint?: string) {
    super(hint === undefined ? message : `${message} (${hint})`);
    this.hint = hint;
  }
}

const missingPermission = "the user in REDIS_URL lacks a permission that the replica needs";
/**
 * Hints by a word of the error message. Errors from scripts have the error code in the middle of the message.
 */
const hints: Readonly<Record<string, string>> = {
  READONLY: "the server is a Redis replica: REDIS_URL must name the primary",
  OOM: "Redis is out of memory: raise maxmemory, or use a separate Redis for the replica",
  MISCONF: "Redis cannot save to its disk",
  NOREPLICAS: "Redis has too few replicas of its own to accept writes",
  NOAUTH: "REDIS_URL must contain a user and a password",
  WRONGPASS: "REDIS_URL contains a wrong user or password",
  NOPERM: missingPermission,
  // The message of a missing permission inside a script.
  "executing the script can't": missingPermission,
  WRONGTYPE: "another program uses the replica's keys: set another database in REDIS_URL",
  LOADING: "Redis is loading its saved data",
  MOVED: "Redis Cluster is not supported: REDIS_URL must name a single server",
  BUSY: "Redis is running a long script",
  certificate: "NODE_EXTRA_CA_CERTS must name a file with the certificate of the issuing authority",
};
/**
 * Messages of ioredis for a lost connection. They refer to settings of ioredis, which operators do not know.
 */
const connectionLostPattern =
  /^(Stream isn't writeable|Reached the max retries|Command aborted|Connection is closed)/;
const maxMessageLength = 300;

/**
 * Creates an error with only the message of the original error. Errors of ioredis have the command with all
 * of its arguments, which may contain the password or metadata.
 */
export function toRedisError(error: unknown, url: Secret): RedisError {
  if (error instanceof RedisError) return error;
  const { message } = causeOf(error);
  const { password } = new URL(url.reveal());
  const text = [password, decodeURIComponent(password)]
    .filter((secret) => secret !== "")
    .reduce((masked, secret) => masked.replaceAll(secret, "…"), message)
    .slice(0, maxMessageLength);
  const code = Object.keys(hints).find((word) => new RegExp(`\\b${word}\\b`).test(text));
  return new RedisError(text, code === undefined ? undefined : hints[code]);
}

function causeOf(error: unknown): Error {
  // Node.js tries all addresses of a host name. The aggregate error has no message of its own.
  if (error instanceof AggregateError) return causeOf(error.errors[0]);
  if (!(error instanceof Error)) return new Error("unknown reason");
  // EXEC fails with a generic error. The errors of the rejected commands have the reason.
  const commandErrors: readonly unknown[] =
    "previousErrors" in error && Array.isArray(error.previousErrors) ? error.previousErrors : [];
  if (commandErrors[0] instanceof Error) return causeOf(commandErrors[0]);
  return connectionLostPattern.test(error.message) ? new Error("the connection was lost") : error;
}
