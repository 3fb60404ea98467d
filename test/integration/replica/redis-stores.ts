import { randomUUID } from "node:crypto";
import { vi } from "vitest";
import { type Clock, systemClock } from "../../../src/lib/clock.js";
import { Secret } from "../../../src/lib/secret.js";
import { type RedisTimings, startRedisStore } from "../../../src/replica/store/redis/redis-store.js";
import type { ReplicaLog } from "../../../src/replica/log.js";
import type { ReplicaStore } from "../../../src/replica/store/store.js";
import { longTimeout } from "../../support/test-clock.js";
import { relaxedRedisTimings } from "../../support/redis.js";

/** A log line: level, message and reason. */
export type LogLine = readonly [level: "info" | "warn" | "error", message: string, reason?: string];

export interface TestRedisStore extends AsyncDisposable {
  readonly store: ReplicaStore;
  readonly prefix: string;
  readonly lines: readonly LogLine[];
}

/** The store does not poll within a test, so that a change has to arrive as a notification. */
export const eventDrivenTimings: RedisTimings = {
  ...relaxedRedisTimings,
  renewIntervalMs: 600_000,
  acquireIntervalMs: 600_000,
};

/** Opens the store of one process. Stores with the same prefix share a replica. */
export function openStore(
  url: string,
  options: { prefix?: string; timings?: RedisTimings; clock?: Clock } = {},
): TestRedisStore {
  const { prefix = randomUUID(), timings = relaxedRedisTimings, clock = systemClock } = options;
  const lines: LogLine[] = [];
  const logAt =
    (level: LogLine[0]): ReplicaLog["info"] =>
    (fields, message) =>
      lines.push(
        typeof fields["reason"] === "string" ? [level, message, fields["reason"]] : [level, message],
      );
  const log = { info: logAt("info"), warn: logAt("warn"), error: logAt("error") };
  const store = startRedisStore({ url: new Secret(url), prefix, log, clock, timings });
  return { store, prefix, lines, [Symbol.asyncDispose]: () => store[Symbol.asyncDispose]() };
}

export async function waitUntilAvailable(store: ReplicaStore): Promise<void> {
  await vi.waitFor(async () => {
    if ((await store.read([])) === undefined) throw new Error("Redis is not available yet.");
  }, longTimeout);
}

export async function waitUntilUnavailable(store: ReplicaStore): Promise<void> {
  await vi.waitFor(async () => {
    if ((await store.read([])) !== undefined) throw new Error("Redis is still available.");
  }, longTimeout);
}
