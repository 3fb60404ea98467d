import { createHash } from "node:crypto";

/**
 * An id of 18 digits. It depends only on kind and name, so it is the same in every run and with every seed.
 */
export function idOf(kind: string, name: string): string {
  const digest = createHash("sha256").update(`${kind}/${name}`).digest();
  return String(300_000_000_000_000_000n + (digest.readBigUInt64BE() % 100_000_000_000_000_000n));
}

/** A generator of ids for objects without a name: sessions, tokens and keys. */
export function createIds(): () => string {
  let count = 0;
  return () => idOf("count", String(++count));
}
