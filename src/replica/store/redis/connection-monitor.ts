import type { Redis } from "ioredis";
import type { Clock, Timer } from "../../../lib/clock.js";
import type { Secret } from "../../../lib/secret.js";
import type { ReplicaLog } from "../../log.js";
import { RedisError, toRedisError } from "./errors.js";

/**
 * Monitors whether Redis responds. Logs once when Redis becomes unavailable and once when it is available
 * again. Each kind of rejected command is also logged once.
 */
export interface ConnectionMonitor extends Disposable {
  /** If false, callers must not send commands. The monitor probes Redis until it responds. */
  readonly isAvailable: boolean;
  /** Records a failed read: Redis counts as unavailable until a probe succeeds. */
  readonly onFailure: (error: unknown) => RedisError;
  /** Records a rejected command that reads do not depend on: Redis remains available. */
  readonly onRejected: (error: unknown) => RedisError;
}

interface ConnectionMonitorOptions {
  readonly client: Redis;
  readonly url: Secret;
  readonly log: ReplicaLog;
  /** Delay between a failure and the next probe. */
  readonly cooldownMs: number;
  /** Sends the commands of a read. Redis is available if they succeed. */
  readonly probe: () => Promise<unknown>;
  readonly onReconnect: () => void;
  readonly clock: Clock;
}

export function startConnectionMonitor({
  client,
  url,
  log,
  cooldownMs,
  probe,
  onReconnect,
  clock,
}: ConnectionMonitorOptions): ConnectionMonitor {
  let isAvailable = false;
  let hasFailed = false;
  let isProbing = false;
  let isClosed = false;
  let isReadOnly = false;
  let timer: Timer | undefined;
  const loggedHints = new Set<string>();

  function onRejected(error: unknown): RedisError {
    const redisError = toRedisError(error, url);
    const { hint } = redisError;
    if (hint === undefined || loggedHints.has(hint)) return redisError;
    loggedHints.add(hint);
    log.error({ reason: redisError.message }, "Redis rejected a replica command");
    return redisError;
  }

  function onFailure(error: unknown): RedisError {
    const redisError = toRedisError(error, url);
    if (isClosed) return redisError;
    isAvailable = false;
    isReadOnly = redisError.message.startsWith("READONLY");
    timer ??= clock.setTimeout(retryProbe, cooldownMs);
    timer.unref();
    if (!hasFailed) {
      log.warn({ reason: redisError.message }, "Redis unavailable; reads go to ZITADEL");
      if (redisError.hint !== undefined) loggedHints.add(redisError.hint);
    }
    hasFailed = true;
    return onRejected(redisError);
  }

  function retryProbe(): void {
    timer = undefined;
    // Without a connection, the next "ready" event starts the probe.
    if (isAvailable || client.status !== "ready") return;
    // After a failover, the host name may resolve to the new primary.
    if (isReadOnly) client.disconnect(true);
    else void runProbe();
  }

  async function runProbe(): Promise<void> {
    if (isProbing) return;
    isProbing = true;
    try {
      await probe();
      isAvailable = true;
      if (hasFailed) log.info({}, "Redis available again");
      hasFailed = false;
      loggedHints.clear();
      onReconnect();
    } catch (error) {
      onFailure(error);
    } finally {
      isProbing = false;
    }
  }

  client.on("ready", () => void runProbe());
  client.on("error", onFailure);
  client.on("close", () => onFailure(new RedisError("the connection was lost")));
  return {
    get isAvailable() {
      return isAvailable;
    },
    onFailure,
    onRejected,
    [Symbol.dispose]() {
      isClosed = true;
      isAvailable = false;
      timer?.clear();
    },
  };
}
