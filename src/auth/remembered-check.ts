import { createHash } from "node:crypto";
import { LRUCache } from "lru-cache";
import { Failure } from "../lib/failure.js";
import type { Secret } from "../lib/secret.js";
import type { Accepted, TokenCheck } from "./check.js";

/** Refused tokens are remembered this long at most: one may be activated, or introspection lag behind a login. */
const longestRefusalMs = 5000;
const mostTokens = 10_000;

/** A check that remembers. `isFresh`: what is remembered does not count, and is replaced. */
export type RememberedCheck = (token: Secret, isFresh: boolean) => Promise<Accepted>;

/**
 * Asks about a token once in `rememberMs`, and once for all who ask at the same time. Tokens are known by their SHA-256 only.
 * A check that could not be made is not remembered.
 */
export function createRememberedCheck(check: TokenCheck, rememberMs: number): RememberedCheck {
  const remembered = new LRUCache<string, Accepted | Failure>({ max: mostTokens, ttl: longestRefusalMs });
  const underWay = new Map<string, Promise<Accepted>>();

  async function ask(token: Secret, hash: string): Promise<Accepted> {
    try {
      const accepted = await check(token);
      remember(hash, accepted, Math.min(rememberMs, (accepted.expiresAt ?? Infinity) - Date.now()));
      return accepted;
    } catch (error) {
      if (error instanceof Failure && error.code === "UNAUTHENTICATED") {
        remember(hash, error, Math.min(rememberMs, longestRefusalMs));
      } else {
        remembered.delete(hash);
      }
      throw error;
    }
  }

  function remember(hash: string, outcome: Accepted | Failure, ttl: number): void {
    // No time at all would mean for ever.
    if (ttl >= 1) remembered.set(hash, outcome, { ttl });
    else remembered.delete(hash);
  }

  return async (token, isFresh) => {
    const hash = createHash("sha256").update(token.reveal()).digest("base64");
    // Somebody else's question may have been asked before the token was revoked.
    if (isFresh) return ask(token, hash);
    const known = remembered.get(hash);
    if (known instanceof Failure) throw known;
    if (known !== undefined && known.isStillGood?.() !== false) return known;
    const asked = underWay.get(hash) ?? ask(token, hash).finally(() => underWay.delete(hash));
    underWay.set(hash, asked);
    return asked;
  };
}
