import type { Reloadable } from "../../lib/credentials.js";
import { Secret } from "../../lib/secret.js";

/** A value derived from credentials, which is replaced when the credentials change. */
export interface RotatingCredential<T> {
  readonly get: () => T;
  /** Reloads the credentials after ZITADEL rejected a value. Returns false if they have not changed. */
  readonly rotate: (rejected: T) => boolean;
}

export function createRotatingCredential<C, T>(
  { value, reload }: Reloadable<C>,
  fingerprint: (credentials: C) => readonly (string | Secret)[],
  create: (credentials: C) => T,
): RotatingCredential<T> {
  let credentials = value;
  let current = create(credentials);
  return {
    get: () => current,
    rotate(rejected) {
      // Concurrent calls are rejected with the same value. The first of them has already replaced it.
      if (rejected !== current) return true;
      const next = reload?.();
      if (next === undefined || isSame(fingerprint(next), fingerprint(credentials))) return false;
      credentials = next;
      current = create(next);
      return true;
    },
  };
}

function isSame(left: readonly (string | Secret)[], right: readonly (string | Secret)[]): boolean {
  const reveal = (part: string | Secret | undefined): string | undefined =>
    part instanceof Secret ? part.reveal() : part;
  return left.every((part, index) => reveal(part) === reveal(right[index]));
}
