import type { Clock } from "../lib/clock.js";
import { Failure } from "../lib/failure.js";
import type { RotatingCredential } from "../zitadel/oidc/rotating-credential.js";
import type { ServiceToken } from "../zitadel/oidc/service-token.js";
import type { Introspect } from "./introspection-check.js";

/** Minimum interval of self tests, which run while introspection reports no token as active. */
const selfTestIntervalMs = 30_000;

export interface SelfTestOptions<T> {
  /** The token of the subgraph's service user, which must be active. */
  readonly serviceToken: ServiceToken;
  /** The introspection credential, which can be replaced while the subgraph runs. */
  readonly credential: RotatingCredential<T>;
  readonly clock: Clock;
}

/**
 * Detects broken introspection credentials. ZITADEL reports every token as inactive if the client assertion
 * is broken, for example by a removed key or a wrong clock. If introspection reports inactive tokens only,
 * this introspects the token of the subgraph's service user. If that token is inactive too, it throws
 * MISCONFIGURED.
 */
export function verifyOwnCredentials<T>(
  introspect: Introspect,
  { serviceToken, credential, clock }: SelfTestOptions<T>,
): Introspect {
  let lastActiveAt = Number.NEGATIVE_INFINITY;
  let selfTest: { readonly startedAt: number; readonly isPassed: Promise<boolean> } | undefined;

  async function isServiceTokenActive(): Promise<boolean> {
    try {
      const token = await serviceToken.get();
      if ((await introspect(token)) !== undefined) return true;
      // The token may have been revoked: only a new one proves that the credentials are broken.
      return serviceToken.invalidate(token) && (await introspect(await serviceToken.get())) !== undefined;
    } catch (error) {
      // An inconclusive self test counts as passed: the caller's token remains rejected.
      if (error instanceof Failure) return true;
      throw error;
    }
  }

  return async (token) => {
    const usedCredential = credential.get();
    const claims = await introspect(token);
    const now = clock.now();
    if (claims !== undefined) {
      lastActiveAt = now;
      return claims;
    }
    // A concurrent request has replaced the credential meanwhile, so this result proves nothing.
    if (credential.get() !== usedCredential) return introspect(token);
    // An inactive token shortly after an active one is normal.
    if (now - lastActiveAt < selfTestIntervalMs) return undefined;
    if (selfTest === undefined || now - selfTest.startedAt >= selfTestIntervalMs)
      selfTest = { startedAt: now, isPassed: isServiceTokenActive() };
    if (await selfTest.isPassed) return undefined;
    // The operator may have replaced a key that ZITADEL no longer accepts.
    if (credential.rotate(usedCredential)) {
      selfTest = undefined;
      return introspect(token);
    }
    throw new Failure(
      "MISCONFIGURED",
      "ZITADEL's introspection reports every token as inactive, even the service user's. Check that the key in ZITADEL_INTROSPECTION_KEY exists in ZITADEL and has not expired, that this machine's clock is right, and that the service user's token (ZITADEL_SERVICE_USER_TOKEN) has not expired.",
    );
  };
}
