import type { Renewable } from "../lib/credentials.js";
import { Secret } from "../lib/secret.js";

/** What is made from credentials. */
export interface Renewed<T> {
  readonly get: () => T;
  /** ZITADEL refused this one. Whether there is another by now. */
  readonly renew: (refused: T) => boolean;
}

export function createRenewed<C, T>(
  { value, reread }: Renewable<C>,
  partsOf: (credentials: C) => readonly (string | Secret)[],
  create: (credentials: C) => T,
): Renewed<T> {
  let current = value;
  let made = create(current);
  return {
    get: () => made,
    renew(refused) {
      // Of many calls that are refused together the first one finds the others.
      if (refused !== made) return true;
      const next = reread?.();
      if (next === undefined || isSame(partsOf(next), partsOf(current))) return false;
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
