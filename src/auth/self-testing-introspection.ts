import type { Clock } from "../lib/clock.js";
import { Failure } from "../lib/failure.js";
import type { RotatingCredential } from "../zitadel/oidc/rotating-credential.js";
import type { ServiceToken } from "../zitadel/oidc/service-token.js";
import type { Introspect } from "./introspection-check.js";

/** How often our own token is asked about while no caller's is active. */
const probeMs = 30_000;

export interface SelfTestOptions<T> {
  /** Our own service user's token, which must be active. */
  readonly ownToken: ServiceToken;
  /** The key that is used, and whether there is another one by now than the one that was. */
  readonly key: RotatingCredential<T>;
  readonly clock: Clock;
}

/**
 * ZITADEL answers a broken client assertion (a removed key, a wrong clock) as it answers a bad token: not active. So when nothing
 * but inactive tokens is seen, our own token is asked about. Throws MISCONFIGURED when that is not active either: it is we
 * who are logged out, not the callers.
 */
export function verifyOwnCredentials<T>(
  introspect: Introspect,
  { ownToken, key, clock }: SelfTestOptions<T>,
): Introspect {
  let lastGoodAt = Number.NEGATIVE_INFINITY;
  let selfTest: { readonly at: number; readonly isGood: Promise<boolean> } | undefined;

  async function isOwnActive(): Promise<boolean> {
    try {
      const token = await ownToken.get();
      if ((await introspect(token)) !== undefined) return true;
      // It may have ended early: only what was given out a moment ago proves anything.
      return ownToken.invalidate(token) && (await introspect(await ownToken.get())) !== undefined;
    } catch (error) {
      // Then nobody knows, and what was said of the caller's token stands.
      if (error instanceof Failure) return true;
      throw error;
    }
  }

  return async (token) => {
    const used = key.get();
    const claims = await introspect(token);
    const now = clock.now();
    if (claims !== undefined) {
      lastGoodAt = now;
      return claims;
    }
    // Meanwhile somebody else found that this key is no longer taken: what was said with it proves nothing.
    if (key.get() !== used) return introspect(token);
    // One bad token among good ones is nothing to wonder about.
    if (now - lastGoodAt < probeMs) return undefined;
    if (selfTest === undefined || now - selfTest.at >= probeMs) selfTest = { at: now, isGood: isOwnActive() };
    if (await selfTest.isGood) return undefined;
    // Somebody may have put a new key in the place of the one that ZITADEL no longer takes.
    if (key.rotate(used)) {
      selfTest = undefined;
      return introspect(token);
    }
    throw new Failure(
      "MISCONFIGURED",
      "ZITADEL finds no token active, not even that of our own service user: the key that this subgraph introspects with (ZITADEL_INTROSPECTION_KEY) was removed or has expired, this machine's clock is wrong, or the service user's token (ZITADEL_SERVICE_USER_TOKEN) has ended.",
    );
  };
}
