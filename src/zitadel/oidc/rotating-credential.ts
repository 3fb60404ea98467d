import type { Reloadable } from "../../lib/credentials.js";
import { Secret } from "../../lib/secret.js";

/** A value derived from credentials, which is replaced when the credentials change. */
export interface RotatingCredential<T> {
  readonly get: () => T;
  /**
   * Reloads the credentials and replaces the value after ZITADEL rejected it. Returns false if the credentials have
   * not changed: an immediate retry would be rejected too.
   */
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
      const hasChanged = next !== undefined && !isSame(fingerprint(next), fingerprint(credentials));
      if (hasChanged) credentials = next;
      // A client assertion is signed again: the clock may have been wrong.
      current = create(credentials);
      return hasChanged;
    },
  };
}

function isSame(left: readonly (string | Secret)[], right: readonly (string | Secret)[]): boolean {
  const reveal = (part: string | Secret | undefined): string | undefined =>
    part instanceof Secret ? part.reveal() : part;
  return left.every((part, index) => reveal(part) === reveal(right[index]));
}
