import { LRUCache } from "lru-cache";
import type { Clock } from "../lib/clock.js";
import { Failure } from "../lib/failure.js";
import type { Secret } from "../lib/secret.js";
import { sha256 } from "../lib/sha256.js";
import type { AcceptedToken, TokenCheck } from "./token-check.js";
import type { CheckOutcome, CheckSource } from "./observer.js";

/** Refused tokens are remembered this long at most: one may be activated, or introspection lag behind a login. */
const longestRefusalMs = 5000;
const mostTokens = 10_000;
/** A JWT can hold its user's metadata; what is remembered of it is about as large as the token. */
const maxSize = 64 * 1024 * 1024;

/** A check that remembers. `isFresh`: what is remembered does not count, and is replaced. */
export type CachedCheck = (token: Secret, bypassCache: boolean) => Promise<AcceptedToken>;

/**
 * Asks about a token once in `rememberMs`, and once for all who ask at the same time. Tokens are known by their SHA-256 only.
 * A check that could not be made is not remembered. `watch` is told what came of each question.
 */
export function createCachedCheck(
  check: TokenCheck,
  ttlMs: number,
  watch: (source: CheckSource, outcome: CheckOutcome) => void,
  clock: Clock,
): CachedCheck {
  const remembered = new LRUCache<string, AcceptedToken | Failure>({
    max: mostTokens,
    maxSize: maxSize,
    ttl: longestRefusalMs,
    ttlResolution: 0,
    perf: clock,
  });
  // Of several questions about a token the last one counts: answers may overtake each other.
  const underWay = new Map<string, Promise<AcceptedToken>>();

  function ask(token: Secret, hash: string): Promise<AcceptedToken> {
    const askedAt = clock.now();
    const remember = (outcome: AcceptedToken | Failure, longestMs: number): void => {
      if (underWay.get(hash) !== asked) return;
      const ttl = Math.min(ttlMs, longestMs) - (clock.now() - askedAt);
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

  async function watched(source: CheckSource, checked: Promise<AcceptedToken>): Promise<AcceptedToken> {
    try {
      const accepted = await checked;
      watch(source, "valid");
      return accepted;
    } catch (error) {
      watch(source, isRefusal(error) ? "invalid" : "error");
      throw error;
    }
  }

  return async (token, bypassCache) => {
    const hash = sha256(token.reveal());
    // Somebody else's question may have been asked before the token was revoked.
    if (bypassCache) return watched("fresh", ask(token, hash));
    const known = remembered.get(hash);
    // One for each request: logs have a failure once.
    if (known instanceof Failure) {
      watch("cache", "invalid");
      throw known.copy();
    }
    if (known !== undefined && known.isStillValid?.() !== false) {
      watch("cache", "valid");
      return known;
    }
    const joined = underWay.get(hash);
    return joined === undefined ? watched("fresh", ask(token, hash)) : watched("coalesced", joined);
  };
}

function isRefusal(error: unknown): error is Failure {
  return error instanceof Failure && error.code === "UNAUTHENTICATED";
}
