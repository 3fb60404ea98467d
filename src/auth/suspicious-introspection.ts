import { Failure } from "../lib/failure.js";
import type { Secret } from "../lib/secret.js";
import type { Introspect } from "./introspection-check.js";

/** How often our own token is asked about while no caller's is active. */
const probeMs = 30_000;

/**
 * ZITADEL answers a broken client assertion (a removed key, a wrong clock) as it answers a bad token: not active. So when nothing
 * but inactive tokens is seen, our own service user's token, which must be active, is asked about. Throws MISCONFIGURED when it
 * is not either: it is we who are logged out, not the callers. `renew` looks whether we have another key by now.
 */
export function suspectAssertion(
  introspect: Introspect,
  renew: () => boolean,
  ownToken: () => Promise<Secret>,
): Introspect {
  let lastGoodAt = Number.NEGATIVE_INFINITY;
  let probe: { readonly at: number; readonly isGood: Promise<boolean> } | undefined;

  async function isOwnActive(): Promise<boolean> {
    try {
      return (await introspect(await ownToken())) !== undefined;
    } catch (error) {
      // Then nobody knows, and what was said of the caller's token stands.
      if (error instanceof Failure) return true;
      throw error;
    }
  }

  return async (token) => {
    const claims = await introspect(token);
    const now = performance.now();
    if (claims !== undefined) {
      lastGoodAt = now;
      return claims;
    }
    // One bad token among good ones is nothing to wonder about.
    if (now - lastGoodAt < probeMs) return undefined;
    if (probe === undefined || now - probe.at >= probeMs) probe = { at: now, isGood: isOwnActive() };
    if (await probe.isGood) return undefined;
    // Somebody may have put a new key in the place of the one that ZITADEL no longer takes.
    if (renew()) {
      probe = undefined;
      return introspect(token);
    }
    throw new Failure(
      "MISCONFIGURED",
      "ZITADEL finds no token active, not even that of our own service user: the key that this subgraph introspects with (ZITADEL_INTROSPECTION_KEY) was removed or has expired, or this machine's clock is wrong.",
    );
  };
}
