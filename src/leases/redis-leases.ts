import { createInterruptibleWait } from "../lib/interruptible-wait.js";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import type { Lease, Leases } from "../changes/leases.js";
import { backoffMs } from "../lib/backoff.js";
import type { Clock } from "../lib/clock.js";
import type { Secret } from "../lib/secret.js";
import { settlesWithin } from "../lib/settles-within.js";
import { createThrottle } from "../lib/throttle.js";
import { type ClientTimings, closeClient, startClient } from "../replica/store/redis/client.js";
import { toRedisError } from "../replica/store/redis/errors.js";
import { withTimeout } from "../replica/store/redis/with-timeout.js";

export interface RedisLeasesOptions {
  /** `redis://` or `rediss://` with user, password and database number. */
  readonly url: Secret;
  readonly prefix: string;
  /** Maximum time for one write. A lease that is not released expires after it. */
  readonly maxWriteMs: number;
  readonly log: { warn(fields: object, message: string): void };
  readonly clock: Clock;
  readonly timings?: Partial<LeaseTimings>;
}

export interface LeaseTimings extends ClientTimings {
  readonly commandTimeoutMs: number;
}

/** Leases in Redis. Disposal closes the connection. */
export interface RedisLeases extends Leases, AsyncDisposable {}

const defaultTimings = { connectTimeoutMs: 2000, socketTimeoutMs: 5000, commandTimeoutMs: 500 };
/** Delay between two attempts to acquire a lease that another process holds. */
const retryBackoff = { firstMs: 5, maxMs: 50 };
const logIntervalMs = 60_000;
/** Leases to release after a reconnection. */
const maxUnreleased = 1000;

/** KEYS: the lease. ARGV: its id, the new duration in milliseconds. */
const extendScript = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])
`;
/** KEYS: the lease. ARGV: its id. */
const releaseScript = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])
`;

/**
 * Connects to Redis in the background. The Redis user needs the keys `{prefix}:v1:*` and the commands eval, set,
 * get, pexpire and del; with a database number, also select.
 *
 * The id of a lease shows who holds it. It is checked immediately before the call to ZITADEL, and the lease
 * then lasts longer than the call may take. ZITADEL itself cannot check it.
 */
export function startRedisLeases(options: RedisLeasesOptions): RedisLeases {
  const { url, prefix, maxWriteMs, log, clock } = options;
  const timings = { ...defaultTimings, ...options.timings };
  const { commandTimeoutMs } = timings;
  const client = startClient(url, timings);
  // Each command reports its own error.
  client.on("error", () => undefined);
  const shouldLog = createThrottle(logIntervalMs, clock);
  const leaseMs = Math.ceil(maxWriteMs + 2 * commandTimeoutMs);

  /** Resolves to undefined if Redis is unavailable. */
  async function tryCommand<T>(command: () => Promise<T>): Promise<T | undefined> {
    try {
      // At the start, the first command waits for the connection.
      if (client.status === "connecting" || client.status === "connect") {
        await settlesWithin(clock, commandTimeoutMs, once(client, "ready"));
      }
      return await withTimeout(clock, commandTimeoutMs, command());
    } catch (error) {
      const reason = toRedisError(error, url).message;
      if (shouldLog()) log.warn({ reason }, "Redis unavailable; writes of other processes are not excluded");
      return undefined;
    }
  }

  /** Keys of leases that may be in Redis although no write needs them, by their ids. */
  const unreleased = new Map<string, string>();

  async function release(key: string, id: string): Promise<void> {
    unreleased.delete(id);
    const reply = await tryCommand(() => client.eval(releaseScript, 1, key, id));
    if (reply !== undefined) return;
    unreleased.set(id, key);
    // A lease that is forgotten here expires.
    for (const oldest of unreleased.keys()) if (unreleased.size > maxUnreleased) unreleased.delete(oldest);
  }

  client.on("ready", () => {
    for (const [id, key] of [...unreleased]) void release(key, id);
  });

  function createLease(key: string, id: string): Lease {
    return {
      isExclusive: true,
      async confirm() {
        const reply = await tryCommand(() => client.eval(extendScript, 1, key, id, leaseMs));
        if (reply === undefined) return "unknown";
        return reply === 1 ? "held" : "lost";
      },
      [Symbol.asyncDispose]: () => release(key, id),
    };
  }

  return {
    async acquire(userId, signal) {
      // The braces are a hash tag, as in the keys of the replica.
      const key = `{${prefix}}:v1:write-lease:${userId}`;
      const id = randomUUID();
      for (let attempt = 0; ; attempt++) {
        let sent: Promise<unknown> | undefined;
        const reply = await tryCommand(() => {
          const granted = client.set(key, id, "PX", leaseMs, "NX");
          sent = granted;
          return granted;
        });
        if (reply === undefined) {
          // Redis may have granted the lease, or grant it later. Commands are executed in order.
          if (sent !== undefined) void release(key, id);
          return withoutExclusion;
        }
        if (reply === "OK") return createLease(key, id);
        await createInterruptibleWait(clock).wait(backoffMs(attempt, retryBackoff), signal);
        if (signal.aborted) throw new Error("the wait for a lease was cancelled");
      }
    },
    async [Symbol.asyncDispose]() {
      await closeClient(client, clock);
    },
  };
}

const withoutExclusion: Lease = {
  isExclusive: false,
  confirm: () => Promise.resolve("unknown"),
  [Symbol.asyncDispose]: () => Promise.resolve(),
};
