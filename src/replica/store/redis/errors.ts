import type { Secret } from "../../../lib/secret.js";
import { StoreError } from "../store.js";

/** Redis could not be asked, did not answer in time, or refused. */
export class RedisError extends StoreError {
  override readonly name = "RedisTrouble";
  /** Of an answer: what there is to do about it. */
  readonly hint: string | undefined;

  constructor(message: string, hint?: string) {
    super(hint === undefined ? message : `${message} (${hint})`);
    this.hint = hint;
  }
}

const missingPermission = "the user in REDIS_URL may not do all that the replica needs";
/** What there is to do, by what Redis' answer has in it. Scripts answer with the code somewhere in the middle. */
const hint: Readonly<Record<string, string>> = {
  READONLY: "it only follows another one: REDIS_URL has to name the primary",
  OOM: "its memory is full: raise maxmemory, or have nothing else in it",
  MISCONF: "it cannot save to its disk",
  NOREPLICAS: "it takes no writes while so few replicas of its own follow it",
  NOAUTH: "REDIS_URL has to have a user and a password",
  WRONGPASS: "REDIS_URL has another user or password than Redis",
  NOPERM: missingPermission,
  // Said of what a script does.
  "executing the script can't": missingPermission,
  WRONGTYPE: "something else is kept under the replica's keys: use another prefix",
  LOADING: "it still reads what it saved",
  MOVED: "it is a part of a cluster: REDIS_URL has to name the part that has the replica's keys",
  BUSY: "a script keeps it busy",
  certificate: "NODE_EXTRA_CA_CERTS has to name a file with the certificate of who signed its own",
};
/** What ioredis calls it when the connection is lost, in words about its own settings. */
const lost = /^(Stream isn't writeable|Reached the max retries|Command aborted|Connection is closed)/;
const longest = 300;

/**
 * What went wrong, for people. ioredis' errors carry the command with all that was sent, which may be the password or somebody's metadata: nothing but
 * the text goes on.
 */
export function toRedisError(error: unknown, url: Secret): RedisError {
  if (error instanceof RedisError) return error;
  const { message } = causeOf(error);
  const { password } = new URL(url.reveal());
  const text = [password, decodeURIComponent(password)]
    .filter((secret) => secret !== "")
    .reduce((words, secret) => words.replaceAll(secret, "…"), message)
    .slice(0, longest);
  const code = Object.keys(hint).find((word) => new RegExp(`\\b${word}\\b`).test(text));
  return new RedisError(text, code === undefined ? undefined : hint[code]);
}

function causeOf(error: unknown): Error {
  // Node tries all addresses of a name, and says nothing of them together.
  if (error instanceof AggregateError) return causeOf(error.errors[0]);
  if (!(error instanceof Error)) return new Error("no reason was given");
  // A transaction is refused because of what was refused in it.
  const earlier: readonly unknown[] =
    "previousErrors" in error && Array.isArray(error.previousErrors) ? error.previousErrors : [];
  if (earlier[0] instanceof Error) return causeOf(earlier[0]);
  return lost.test(error.message) ? new Error("the connection was lost") : error;
}
