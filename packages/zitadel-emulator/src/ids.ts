import { createHash } from "node:crypto";

/** 18 digits that depend on the name only: the same in every run, and whatever else the world holds. */
export function idOf(kind: string, name: string): string {
  const digest = createHash("sha256").update(`${kind}/${name}`).digest();
  return String(300_000_000_000_000_000n + (digest.readBigUInt64BE() % 100_000_000_000_000_000n));
}

/** Ids for what has no name: sessions, tokens, keys. */
export function createIds(): () => string {
  let count = 0;
  return () => idOf("count", String(++count));
}
