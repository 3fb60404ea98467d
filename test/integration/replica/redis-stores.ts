import { randomUUID } from "node:crypto";
import { vi } from "vitest";
import { systemClock } from "../../../src/lib/clock.js";
import { Secret } from "../../../src/lib/secret.js";
import { startRedisStore } from "../../../src/replica/redis/start-redis-store.js";
import type { ReplicaLog } from "../../../src/replica/replica-log.js";
import type { ReplicaStore } from "../../../src/replica/store.js";

/** What was logged: the level, the words, and the reason. */
export type LogLine = readonly [level: "info" | "warn" | "error", words: string, reason?: string];

export interface StoreInRedis extends AsyncDisposable {
  readonly store: ReplicaStore;
  readonly prefix: string;
  readonly lines: readonly LogLine[];
}

type Times = NonNullable<Parameters<typeof startRedisStore>[0]["times"]>;

/** Whoever has to wait for these waits in vain, so that what is waited for has to come by itself. */
export const never: Times = { lockMs: 600_000, keepMs: 600_000, retryMs: 600_000 };
export const soon: Times = { answerMs: 300, quietMs: 20, lockMs: 300, keepMs: 50, retryMs: 20 };

/** A store of one instance; those of one prefix share a replica. */
export function openStore(url: string, options: { prefix?: string; times?: Times } = {}): StoreInRedis {
  const { prefix = randomUUID(), times = soon } = options;
  const lines: LogLine[] = [];
  const tell =
    (level: LogLine[0]): ReplicaLog["info"] =>
    (fields, words) =>
      lines.push(typeof fields["reason"] === "string" ? [level, words, fields["reason"]] : [level, words]);
  const log = { info: tell("info"), warn: tell("warn"), error: tell("error") };
  const store = startRedisStore({ url: new Secret(url), prefix, log, clock: systemClock, times });
  return { store, prefix, lines, [Symbol.asyncDispose]: () => store[Symbol.asyncDispose]() };
}

export async function whenThere(store: ReplicaStore): Promise<void> {
  await vi.waitFor(
    async () => {
      if ((await store.read([])) === undefined) throw new Error("Redis is not there yet.");
    },
    { timeout: 10_000, interval: 10 },
  );
}

export async function whenLost(store: ReplicaStore): Promise<void> {
  await vi.waitFor(
    async () => {
      if ((await store.read([])) !== undefined) throw new Error("Redis is still there.");
    },
    { timeout: 10_000, interval: 10 },
  );
}
