import type { TestEnv } from "../support/test-env.js";
import type { Oracle } from "./oracle.js";
import type { Person } from "./people.js";
import type { Random } from "./random.js";

/** What the steps of a run share. */
export interface World {
  readonly env: TestEnv;
  readonly random: Random;
  readonly people: readonly Person[];
  readonly oracle: Oracle;
  /** Waits until the replica, if there is one, contains all writes. */
  readonly settle: () => Promise<void>;
  /** Paths, sorted, of the calls for requests since the last time: without the replica's, and keys of tokens. */
  readonly takeCalls: () => readonly string[];
}

const outages = new Set([
  "UPSTREAM_UNAVAILABLE",
  "UPSTREAM_RATE_LIMITED",
  "UPSTREAM_INVALID_RESPONSE",
  "WRITE_OUTCOME_UNKNOWN",
]);

/** Whether a request failed because of an injected fault. */
export function isOutage(codes: readonly string[]): boolean {
  return codes.some((code) => outages.has(code));
}

/** A user's entries in ZITADEL, as text. */
export function storedTexts({ emulator }: TestEnv, userId: string): ReadonlyMap<string, string> {
  const entries = [...emulator.getMetadata(userId)];
  return new Map(entries.map(([key, bytes]) => [key, Buffer.from(bytes).toString()]));
}
