import { LRUCache } from "lru-cache";
import type { Clock } from "../lib/clock.js";
import { Failure } from "../lib/failure.js";
import type { Secret } from "../lib/secret.js";
import { sha256Of } from "../lib/sha256.js";
import type { Accepted, TokenCheck } from "./check.js";
import type { CheckOutcome, CheckSource } from "./check-watch.js";

/** Refused tokens are remembered this long at most: one may be activated, or introspection lag behind a login. */
const longestRefusalMs = 5000;
const mostTokens = 10_000;
/** A JWT can hold its user's metadata; what is remembered of it is about as large as the token. */
const mostCharacters = 64 * 1024 * 1024;

/** A check that remembers. `isFresh`: what is remembered does not count, and is replaced. */
export type RememberedCheck = (token: Secret, isFresh: boolean) => Promise<Accepted>;

/**
 * Asks about a token once in `rememberMs`, and once for all who ask at the same time. Tokens are known by their SHA-256 only.
 * A check that could not be made is not remembered. `watch` is told what came of each question.
 */
export function createRememberedCheck(
  check: TokenCheck,
  rememberMs: number,
  watch: (source: CheckSource, outcome: CheckOutcome) => void,
  clock: Clock,
): RememberedCheck {
  const remembered = new LRUCache<string, Accepted | Failure>({
    max: mostTokens,
    maxSize: mostCharacters,
    ttl: longestRefusalMs,
    ttlResolution: 0,
    perf: clock,
  });
  // Of several questions about a token the last one counts: answers may overtake each other.
  const underWay = new Map<string, Promise<Accepted>>();

  function ask(token: Secret, hash: string): Promise<Accepted> {
    const askedAt = clock.now();
    const remember = (outcome: Accepted | Failure, longestMs: number): void => {
      if (underWay.get(hash) !== asked) return;
      const ttl = Math.min(rememberMs, longestMs) - (clock.now() - askedAt);
      // No time at all would mean for ever.
      if (ttl < 1) remembered.delete(hash);
      else remembered.set(hash, outcome, { ttl, size: 2 * token.reveal().length });
    };
    const asked = check(token)
      .then(
        (accepted) => {
          remember(accepted, (accepted.expiresAt ?? Number.POSITIVE_INFINITY) - clock.unixMs());
          return accepted;
        },
        (error: unknown) => {
          if (isRefusal(error)) remember(error, longestRefusalMs);
          throw error;
        },
      )
      .finally(() => {
        if (underWay.get(hash) === asked) underWay.delete(hash);
      });
    underWay.set(hash, asked);
    return asked;
  }

  async function watched(source: CheckSource, checked: Promise<Accepted>): Promise<Accepted> {
    try {
      const accepted = await checked;
      watch(source, "accepted");
      return accepted;
    } catch (error) {
      watch(source, isRefusal(error) ? "refused" : "failed");
      throw error;
    }
  }

  return async (token, isFresh) => {
    const hash = sha256Of(token.reveal());
    // Somebody else's question may have been asked before the token was revoked.
    if (isFresh) return watched("asked", ask(token, hash));
    const known = remembered.get(hash);
    // One for each request: logs have a failure once.
    if (known instanceof Failure) {
      watch("remembered", "refused");
      throw known.copy();
    }
    if (known !== undefined && known.isStillGood?.() !== false) {
      watch("remembered", "accepted");
      return known;
    }
    const joined = underWay.get(hash);
    return joined === undefined ? watched("asked", ask(token, hash)) : watched("joined", joined);
  };
}

function isRefusal(error: unknown): error is Failure {
  return error instanceof Failure && error.code === "UNAUTHENTICATED";
}
