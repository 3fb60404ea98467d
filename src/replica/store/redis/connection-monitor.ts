import type { Redis } from "ioredis";
import type { Clock, Timer } from "../../../lib/clock.js";
import type { Secret } from "../../../lib/secret.js";
import type { ReplicaLog } from "../../log.js";
import { RedisError, toRedisError } from "./errors.js";

/** Whether Redis answers. Says when it is lost and when it is back, once each, and whatever it refuses, once. */
export interface ConnectionMonitor extends Disposable {
  /** While it is not nobody has to wait for it: it is asked again from here. */
  readonly isAvailable: boolean;
  /** Somebody asked in vain. */
  readonly onFailure: (error: unknown) => RedisError;
  /** Redis refused something that reading does not depend on. */
  readonly onRejected: (error: unknown) => RedisError;
}

interface ContactOptions {
  readonly client: Redis;
  readonly url: Secret;
  readonly log: ReplicaLog;
  /** How long it is left alone before it is asked again. */
  readonly cooldownMs: number;
  /** What reading asks for: only what answers this is there. */
  readonly probe: () => Promise<unknown>;
  readonly onReconnect: () => void;
  readonly clock: Clock;
}

export function startConnectionMonitor({
  client,
  url,
  log,
  cooldownMs: quietMs,
  probe,
  onReconnect,
  clock,
}: ContactOptions): ConnectionMonitor {
  let isAvailable = false;
  let isLost = false;
  let isAsking = false;
  let isClosed = false;
  let isOnReplica = false;
  let timer: Timer | undefined;
  const told = new Set<string>();

  function onRejected(error: unknown): RedisError {
    const trouble = toRedisError(error, url);
    if (trouble.hint === undefined || told.has(trouble.hint)) return trouble;
    told.add(trouble.hint);
    log.error({ reason: trouble.message }, "Redis rejected a replica command");
    return trouble;
  }

  function onFailure(error: unknown): RedisError {
    const trouble = toRedisError(error, url);
    if (isClosed) return trouble;
    isAvailable = false;
    isOnReplica = trouble.message.startsWith("READONLY");
    timer ??= clock.setTimeout(retryProbe, quietMs);
    timer.unref();
    if (!isLost) {
      log.warn({ reason: trouble.message }, "Redis unavailable; reads go to ZITADEL");
      if (trouble.hint !== undefined) told.add(trouble.hint);
    }
    isLost = true;
    return onRejected(trouble);
  }

  function retryProbe(): void {
    timer = undefined;
    // Else whoever connects asks.
    if (isAvailable || client.status !== "ready") return;
    // After a failover its name stands for another server.
    if (isOnReplica) client.disconnect(true);
    else void askNow();
  }

  async function askNow(): Promise<void> {
    if (isAsking) return;
    isAsking = true;
    try {
      await probe();
      isAvailable = true;
      if (isLost) log.info({}, "Redis available again");
      isLost = false;
      told.clear();
      onReconnect();
    } catch (error) {
      onFailure(error);
    } finally {
      isAsking = false;
    }
  }

  client.on("ready", () => void askNow());
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
