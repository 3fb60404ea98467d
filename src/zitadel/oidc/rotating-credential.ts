import type { Reloadable } from "../../lib/credentials.js";
import { Secret } from "../../lib/secret.js";

/** What is made from credentials. */
export interface RotatingCredential<T> {
  readonly get: () => T;
  /** ZITADEL refused this one. Whether there is another by now. */
  readonly rotate: (refused: T) => boolean;
}

export function createRotating<C, T>(
  { value, reload }: Reloadable<C>,
  fingerprint: (credentials: C) => readonly (string | Secret)[],
  create: (credentials: C) => T,
): RotatingCredential<T> {
  let current = value;
  let made = create(current);
  return {
    get: () => made,
    rotate(refused) {
      // Of many calls that are refused together the first one finds the others.
      if (refused !== made) return true;
      const next = reload?.();
      if (next === undefined || isSame(fingerprint(next), fingerprint(current))) return false;
      current = next;
      made = create(next);
      return true;
    },
  };
}

function isSame(some: readonly (string | Secret)[], others: readonly (string | Secret)[]): boolean {
  const reveal = (part: string | Secret | undefined): string | undefined =>
    part instanceof Secret ? part.reveal() : part;
  return some.every((part, index) => reveal(part) === reveal(others[index]));
}
