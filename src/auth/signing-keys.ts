import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from "jose";
import { Failure } from "../lib/failure.js";
import { isObject } from "../zitadel/wire.js";

/** ZITADEL's published keys. */
export interface SigningKeys {
  /** The key that a token names. Throws jose's JWKSNoMatchingKey for one that is not published. */
  readonly keyFor: JWTVerifyGetKey;
  /** Whether this key is published, as far as is known. Has the keys read again when they are old. */
  has(keyId: string): boolean;
}

const aMinuteMs = 60_000;
/** How long keys are used before they are read again; after that they still are until that has succeeded. */
const freshMs = 10 * aMinuteMs;
/** How long keys are used while their server cannot be reached. */
const keptMs = 24 * 60 * aMinuteMs;
/** Tokens with made-up key ids must not become calls: for them the keys are read once in this time. */
const unknownKeyMs = 30_000;

interface KeySet {
  readonly keyFor: ReturnType<typeof createLocalJWKSet>;
  readonly ids: ReadonlySet<unknown>;
  readonly readAt: number;
}

/** `fetchKeys` answers the JWKS (RFC 7517) as it came; `now` is any clock in milliseconds. */
export function createSigningKeys(
  fetchKeys: () => Promise<unknown>,
  now: () => number = () => performance.now(),
): SigningKeys {
  let current: KeySet | undefined;
  let underWay: Promise<KeySet> | undefined;
  let triedAt = Number.NEGATIVE_INFINITY;
  let lookedForUnknown: { readonly at: number; readonly found: Promise<KeySet> } | undefined;

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
    if (current === undefined) return read();
    const age = now() - current.readAt;
    if (age >= keptMs) return read();
    refreshIfOld(age);
    return current;
  }

  function refreshIfOld(age: number): void {
    if (age < freshMs || now() - triedAt < unknownKeyMs) return;
    // It is tried again later; until then what is known is used.
    read().catch(() => undefined);
  }

  /** The keys read anew, unless that was done a moment ago for another key that was not there. */
  function keysAgain(): Promise<KeySet> {
    if (lookedForUnknown === undefined || now() - lookedForUnknown.at >= unknownKeyMs) {
      lookedForUnknown = { at: now(), found: read() };
    }
    return lookedForUnknown.found;
  }

  return {
    async keyFor(header, token) {
      const known = await keys();
      try {
        return await known.keyFor(header, token);
      } catch (error) {
        if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
        return (await keysAgain()).keyFor(header, token);
      }
    },
    has(keyId) {
      if (current === undefined) return false;
      const age = now() - current.readAt;
      refreshIfOld(age);
      return age < keptMs && current.ids.has(keyId);
    },
  };
}

function readKeySet(answer: unknown, readAt: number): KeySet {
  if (!isKeySet(answer)) throw malformed();
  try {
    return { keyFor: createLocalJWKSet(answer), ids: new Set(answer.keys.map(({ kid }) => kid)), readAt };
  } catch (error) {
    throw malformed(error);
  }
}

function isKeySet(value: unknown): value is JSONWebKeySet {
  return isObject(value) && Array.isArray(value["keys"]) && value["keys"].every(isObject);
}

function malformed(cause?: unknown): Failure {
  const words = "ZITADEL's signing keys cannot be used to check access tokens.";
  return new Failure("UPSTREAM_MALFORMED", words, {}, { cause });
}
