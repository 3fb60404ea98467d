import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from "jose";
import type { Clock } from "../lib/clock.js";
import { Failure } from "../lib/failure.js";
import { isObject } from "../zitadel/codec.js";

/** ZITADEL's published keys. */
export interface SigningKeys {
  /** The key that a token names. Throws jose's JWKSNoMatchingKey for one that is not published. */
  readonly getKey: JWTVerifyGetKey;
  /** Has the keys read, unless they are known. */
  readonly preload: () => Promise<void>;
  /** Whether this key is published, as far as is known. Has the keys read again when they are old. */
  has(keyId: string): boolean;
}

const aMinuteMs = 60_000;
/** How long keys are used before they are read again; after that they still are until that has succeeded. */
const freshMs = 10 * aMinuteMs;
/** How long keys are used while their server cannot be reached. */
const maxStaleMs = 24 * 60 * aMinuteMs;
/** Tokens with made-up key ids must not become calls: for them the keys are read once in this time. */
const unknownKeyMs = 30_000;

/** Once in this time where that failed. */
const failureMs = 1000;

interface RefetchForUnknownKey {
  readonly at: number;
  goodForMs: number;
  readonly found: Promise<KeySet>;
}

interface KeySet {
  readonly getKey: ReturnType<typeof createLocalJWKSet>;
  readonly ids: ReadonlySet<unknown>;
  readonly readAt: number;
}

/** `fetchKeys` answers the JWKS (RFC 7517) as it came. */
export function createSigningKeys(
  fetchKeys: () => Promise<unknown>,
  { now }: Pick<Clock, "now">,
): SigningKeys {
  let current: KeySet | undefined;
  let underWay: Promise<KeySet> | undefined;
  let triedAt = Number.NEGATIVE_INFINITY;
  let lastRefetch: RefetchForUnknownKey | undefined;

  function read(): Promise<KeySet> {
    triedAt = now();
    underWay ??= fetchKeys()
      .then((answer) => {
        current = readKeySet(answer, now());
        return current;
      })
      .finally(() => {
        underWay = undefined;
      });
    return underWay;
  }

  /** The keys, while there are any without waiting. */
  async function keys(): Promise<KeySet> {
    const age = current === undefined ? Number.POSITIVE_INFINITY : now() - current.readAt;
    if (current !== undefined && age < maxStaleMs) {
      refreshIfOld(age);
      return current;
    }
    return read();
  }

  function refreshIfOld(age: number): void {
    if (age < freshMs || now() - triedAt < unknownKeyMs) return;
    // It is tried again later; until then what is known is used.
    read().catch(() => undefined);
  }

  /** The keys read anew, unless that was done a moment ago for another key that was not there. */
  function refetch(): Promise<KeySet> {
    const looked = lastRefetch;
    if (looked !== undefined && now() - looked.at < looked.goodForMs) return looked.found;
    const found = read();
    const looking: RefetchForUnknownKey = { at: now(), goodForMs: unknownKeyMs, found };
    lastRefetch = looking;
    found.catch(() => {
      looking.goodForMs = failureMs;
    });
    return found;
  }

  return {
    async getKey(header, token) {
      const before = current;
      const known = await keys();
      try {
        return await known.getKey(header, token);
      } catch (error) {
        // Keys that were read for this very token need not be read twice.
        if (!(error instanceof errors.JWKSNoMatchingKey) || before === undefined) throw toFailure(error);
        return (await refetch()).getKey(header, token).catch((again: unknown) => {
          throw toFailure(again);
        });
      }
    },
    async preload() {
      await keys();
    },
    has(keyId) {
      if (current === undefined) return false;
      const age = now() - current.readAt;
      refreshIfOld(age);
      return age < maxStaleMs && current.ids.has(keyId);
    },
  };
}

/** What is wrong with a published key is not the token's fault. */
function toFailure(error: unknown): unknown {
  return error instanceof errors.JOSEError || error instanceof Failure ? error : invalidKeySet(error);
}

function readKeySet(answer: unknown, readAt: number): KeySet {
  if (!isKeySet(answer)) throw invalidKeySet();
  try {
    return { getKey: createLocalJWKSet(answer), ids: new Set(answer.keys.map(({ kid }) => kid)), readAt };
  } catch (error) {
    throw invalidKeySet(error);
  }
}

function isKeySet(value: unknown): value is JSONWebKeySet {
  if (!isObject(value) || !Array.isArray(value["keys"])) return false;
  // None at all would refuse everybody.
  return value["keys"].length > 0 && value["keys"].every(isObject);
}

/** What is published is not what a token can be checked with. */
export function invalidKeySet(cause?: unknown): Failure {
  const words = "ZITADEL's signing keys cannot be used to check access tokens.";
  return new Failure("UPSTREAM_INVALID_RESPONSE", words, {}, { cause });
}
