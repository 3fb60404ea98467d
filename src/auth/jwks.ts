import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from "jose";
import type { Clock } from "../lib/clock.js";
import { Failure } from "../lib/failure.js";
import { shareInFlight } from "../lib/share-in-flight.js";
import type { StartupCheck } from "../lib/startup-check.js";
import { createThrottle } from "../lib/throttle.js";
import { isObject } from "../zitadel/codec.js";

/** ZITADEL's published signing keys. */
export interface SigningKeys {
  /**
   * Returns the key that the token's header names. Throws jose's JWKSNoMatchingKey if it is not published.
   */
  readonly getKey: JWTVerifyGetKey;
  /**
   * Fetches the keys unless they are cached. Throws a Failure if they cannot be used. `allowsNone`: also
   * resolves if ZITADEL does not publish any key yet.
   */
  readonly preload: (options: { readonly allowsNone: boolean }) => Promise<void>;
  /** Whether this key is in the cached key set. Starts a refresh if the key set is old. */
  has(keyId: string): boolean;
}

const minuteMs = 60_000;
/** Age after which keys are refreshed. They remain in use until a refresh succeeds. */
const refreshAfterMs = 10 * minuteMs;
/** How long keys remain in use while their server cannot be reached. */
const maxStaleMs = 24 * 60 * minuteMs;
/**
 * Minimum interval of fetches for unknown key ids: tokens with invented key ids must not cause a call each.
 */
const unknownKeyIntervalMs = 30_000;

/** The same interval after a failed fetch. */
const failureRetryMs = 1000;

interface RefetchForUnknownKey {
  readonly startedAt: number;
  ttlMs: number;
  readonly keySet: Promise<KeySet>;
}

interface KeySet {
  readonly getKey: ReturnType<typeof createLocalJWKSet>;
  readonly ids: ReadonlySet<unknown>;
  readonly fetchedAt: number;
}

/** `fetchKeys` returns the parsed JSON of the JWKS (RFC 7517), not validated. */
export function createSigningKeys(
  fetchKeys: () => Promise<unknown>,
  { now }: Pick<Clock, "now">,
): SigningKeys {
  let current: KeySet | undefined;
  let lastRefetch: RefetchForUnknownKey | undefined;

  const shouldRefresh = createThrottle(unknownKeyIntervalMs, { now });
  const fetchKeySet = shareInFlight(async () => {
    current = parseKeySet(await fetchKeys(), now());
    return current;
  });

  /** Returns the cached keys if they are usable, and fetches them otherwise. */
  async function getKeySet(): Promise<KeySet> {
    const age = current === undefined ? Number.POSITIVE_INFINITY : now() - current.fetchedAt;
    if (current !== undefined && age < maxStaleMs) {
      refreshIfOld(age);
      return current;
    }
    return fetchKeySet();
  }

  function refreshIfOld(age: number): void {
    // If it fails, a later call retries; until then the cached keys remain in use.
    if (age >= refreshAfterMs && shouldRefresh()) fetchKeySet().catch(() => undefined);
  }

  /** Fetches the keys for an unknown key id, unless that was done a moment ago for another one. */
  function refetch(): Promise<KeySet> {
    const previous = lastRefetch;
    if (previous !== undefined && now() - previous.startedAt < previous.ttlMs) return previous.keySet;
    const keySet = fetchKeySet();
    const started: RefetchForUnknownKey = { startedAt: now(), ttlMs: unknownKeyIntervalMs, keySet };
    lastRefetch = started;
    keySet.catch(() => {
      started.ttlMs = failureRetryMs;
    });
    return keySet;
  }

  return {
    async getKey(header, token) {
      const initial = current;
      const keySet = await getKeySet();
      try {
        return await keySet.getKey(header, token);
      } catch (error) {
        // Keys that were fetched for this very token need no second fetch.
        if (!(error instanceof errors.JWKSNoMatchingKey) || initial === undefined) throw toFailure(error);
        return (await refetch()).getKey(header, token).catch((retryError: unknown) => {
          throw toFailure(retryError);
        });
      }
    },
    async preload({ allowsNone }) {
      try {
        await getKeySet();
      } catch (error) {
        if (!(allowsNone && error instanceof NoSigningKeys)) throw error;
      }
    },
    has(keyId) {
      if (current === undefined) return false;
      const age = now() - current.fetchedAt;
      refreshIfOld(age);
      return age < maxStaleMs && current.ids.has(keyId);
    },
  };
}

/** Errors that jose does not report itself come from an unusable published key, not from the token. */
function toFailure(error: unknown): unknown {
  return error instanceof errors.JOSEError || error instanceof Failure ? error : invalidKeySet(error);
}

function parseKeySet(body: unknown, fetchedAt: number): KeySet {
  if (!isKeySet(body)) throw invalidKeySet();
  // Would reject every token.
  if (body.keys.length === 0) throw new NoSigningKeys();
  try {
    return {
      getKey: createLocalJWKSet(body),
      ids: new Set(body.keys.map(({ kid }) => kid)),
      fetchedAt,
    };
  } catch (error) {
    throw invalidKeySet(error);
  }
}

function isKeySet(value: unknown): value is JSONWebKeySet {
  if (!isObject(value) || !Array.isArray(value["keys"])) return false;
  return value["keys"].every(isObject);
}

/** ZITADEL may create its first key only when it issues the first JWT. */
class NoSigningKeys extends Failure {
  constructor() {
    super("UPSTREAM_INVALID_RESPONSE", "ZITADEL publishes no signing keys, so JWTs cannot be checked.");
  }
}

/** Reports at startup whether JWTs can be checked. Opaque tokens need no keys. */
export function signingKeysStartupCheck(keys: SigningKeys): StartupCheck {
  return {
    subject: "signing keys",
    confirmation: "signing keys loaded",
    async verify() {
      await keys.preload({ allowsNone: false });
      return {};
    },
  };
}

/** The failure for published keys that cannot verify a token. */
export function invalidKeySet(cause?: unknown): Failure {
  const message = "ZITADEL's signing keys cannot be used to check access tokens.";
  return new Failure("UPSTREAM_INVALID_RESPONSE", message, {}, { cause });
}
