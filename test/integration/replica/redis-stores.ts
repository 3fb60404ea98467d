import { randomUUID } from "node:crypto";
import { vi } from "vitest";
import { type Clock, systemClock } from "../../../src/lib/clock.js";
import { Secret } from "../../../src/lib/secret.js";
import { type RedisTimings, startRedisStore } from "../../../src/replica/store/redis/redis-store.js";
import type { ReplicaLog } from "../../../src/replica/log.js";
import type { ReplicaStore } from "../../../src/replica/store/store.js";
import { eventually } from "../../support/eventually.js";
import { patientRedisTimings } from "../../support/patient-redis.js";

/** What was logged: the level, the words, and the reason. */
export type LogLine = readonly [level: "info" | "warn" | "error", words: string, reason?: string];

export interface StoreInRedis extends AsyncDisposable {
  readonly store: ReplicaStore;
  readonly prefix: string;
  readonly lines: readonly LogLine[];
}

/** Whoever has to wait for these waits in vain, so that what is waited for has to come by itself. */
export const never: RedisTimings = {
  ...patientRedisTimings,
  renewIntervalMs: 600_000,
  acquireIntervalMs: 600_000,
};

/** A store of one instance; those of one prefix share a replica. */
export function openStore(
  url: string,
  options: { prefix?: string; times?: RedisTimings; clock?: Clock } = {},
): StoreInRedis {
  const { prefix = randomUUID(), times = patientRedisTimings, clock = systemClock } = options;
  const lines: LogLine[] = [];
  const tell =
    (level: LogLine[0]): ReplicaLog["info"] =>
    (fields, words) =>
      lines.push(typeof fields["reason"] === "string" ? [level, words, fields["reason"]] : [level, words]);
  const log = { info: tell("info"), warn: tell("warn"), error: tell("error") };
  const store = startRedisStore({ url: new Secret(url), prefix, log, clock, timings: times });
  return { store, prefix, lines, [Symbol.asyncDispose]: () => store[Symbol.asyncDispose]() };
}

export async function whenThere(store: ReplicaStore): Promise<void> {
  await vi.waitFor(async () => {
    if ((await store.read([])) === undefined) throw new Error("Redis is not there yet.");
  }, eventually);
}

export async function whenLost(store: ReplicaStore): Promise<void> {
  await vi.waitFor(async () => {
    if ((await store.read([])) !== undefined) throw new Error("Redis is still there.");
  }, eventually);
}
