import { randomUUID } from "node:crypto";
import type { Redis } from "ioredis";
import type { Clock, Timer } from "../../../lib/clock.js";
import { createInterruptibleWait } from "../../../lib/interruptible-wait.js";
import type { ReplicaLog } from "../../log.js";
import { LeadershipLost, type ReplicaStore } from "../store.js";
import type { ConnectionMonitor } from "./connection-monitor.js";
import { createWriter, type Lease } from "./writer.js";
import { withTimeout } from "./with-timeout.js";
import type { Keys } from "./keys.js";
import { RedisError } from "./errors.js";

/** Message that a leader publishes when it releases its lease. */
export const releasedMessage = "released";

export interface LeaseTimings {
  /** Lease duration: a leader that has not renewed for this long loses leadership. */
  readonly leaseMs: number;
  /** Interval at which the leader renews its lease. */
  readonly renewIntervalMs: number;
  /** Interval at which the other processes try to acquire the lease. */
  readonly acquireIntervalMs: number;
  /** Maximum time for a read, or for a command that acquires, renews or releases the lease. */
  readonly commandTimeoutMs: number;
  /** Maximum time for a write of the leader: a large page on a slow line takes longer than a read. */
  readonly writeTimeoutMs: number;
}

interface LeaderElectionOptions {
  readonly client: Redis;
  readonly keys: Keys;
  readonly connection: ConnectionMonitor;
  readonly log: ReplicaLog;
  readonly timings: LeaseTimings;
  readonly clock: Clock;
}

export interface LeaderElection {
  readonly run: ReplicaStore["runAsLeader"];
  readonly isLeading: boolean;
  /** Tries to acquire the lease now, for example because another process has released it. */
  retryNow(): void;
}

/**
 * Elects one leader among the processes: the one that holds the lock. Each write checks the lease id as a
 * fencing token, so that a former leader cannot write.
 */
export function createLeaderElection({
  client,
  keys,
  connection,
  log,
  timings,
  clock,
}: LeaderElectionOptions): LeaderElection {
  let leaseExpiresAt = 0;
  let lastLeaseId = "";
  let lastLoggedReason = "";
  const retry = createInterruptibleWait(clock);

  async function acquire(): Promise<Lease | undefined> {
    if (!connection.isAvailable) return undefined;
    const requestedAt = clock.now();
    try {
      const reply = client.acquireLease(
        ...[keys.lease, keys.state, keys.records, keys.index, keys.lock],
        ...[lastLeaseId, timings.leaseMs, randomUUID()],
      );
      const lease = parseLease(await withTimeout(clock, timings.commandTimeoutMs, reply));
      if (lease === undefined) return undefined;
      lastLeaseId = lease.id;
      leaseExpiresAt = requestedAt + timings.leaseMs;
      if (!lease.wasIntact) {
        log.error({}, "replica keys were evicted from Redis; clearing (set maxmemory-policy noeviction)");
      }
      return lease;
    } catch (error) {
      connection.onRejected(error);
      return undefined;
    }
  }

  /** Runs `follow` until it returns or the lease ends. */
  async function runWithLease(
    lease: Lease,
    follow: Parameters<ReplicaStore["runAsLeader"]>[0],
    signal: AbortSignal,
  ): Promise<void> {
    const leaseEnd = new AbortController();
    const endLease = (): void => {
      leaseEnd.abort();
    };
    const renew = async (): Promise<void> => {
      const requestedAt = clock.now();
      const reply = client.renewLease(keys.lease, keys.lock, lease.id, timings.leaseMs);
      const isRenewed = (await withTimeout(clock, timings.commandTimeoutMs, reply)) === 1;
      if (leaseEnd.signal.aborted) return;
      leaseExpiresAt = isRenewed ? requestedAt + timings.leaseMs : 0;
      if (!isRenewed) {
        endLease();
        return;
      }
      expiryTimer.clear();
      expiryTimer = startExpiryTimer();
    };
    // A renewal also succeeds after the expiry, unless another process has acquired the lease. A process
    // that was blocked for longer than the lease keeps its leadership in this way.
    const startExpiryTimer = (): Timer =>
      clock.setTimeout(() => void renew().catch(endLease), timings.leaseMs);
    let expiryTimer = startExpiryTimer();
    const renewTimer = clock.setInterval(
      () => void renew().catch(connection.onRejected),
      timings.renewIntervalMs,
    );
    if (signal.aborted) endLease();
    signal.addEventListener("abort", endLease);
    try {
      const { signal: leaseSignal } = leaseEnd;
      const writer = createWriter({
        ...{ client, keys, lease, clock, signal: leaseSignal },
        ...{ writeTimeoutMs: timings.writeTimeoutMs, onRejected: connection.onRejected },
      });
      await follow(writer, leaseSignal);
    } catch (error) {
      logFailure(error);
    } finally {
      endLease();
      renewTimer.clear();
      expiryTimer.clear();
      signal.removeEventListener("abort", endLease);
    }
  }

  /** Logs errors that have not been logged elsewhere, and a repeated error only once. */
  function logFailure(error: unknown): void {
    if (error instanceof LeadershipLost || error instanceof RedisError) return;
    const reason = error instanceof Error ? error.message : "unknown reason";
    if (reason !== lastLoggedReason) log.warn({ reason }, "replica loop restarted");
    lastLoggedReason = reason;
  }

  async function release(): Promise<void> {
    const isHeld = clock.now() < leaseExpiresAt;
    leaseExpiresAt = 0;
    if (!isHeld) return;
    // If the release fails, the lock expires.
    await withTimeout(
      clock,
      timings.commandTimeoutMs,
      client.releaseLease(keys.lock, lastLeaseId, keys.signals, releasedMessage),
    ).catch(connection.onRejected);
  }

  return {
    async run(follow, signal) {
      while (!signal.aborted) {
        const lease = await acquire();
        if (lease !== undefined) await runWithLease(lease, follow, signal);
        await retry.wait(timings.acquireIntervalMs, signal);
      }
      await release();
    },
    get isLeading() {
      return clock.now() < leaseExpiresAt;
    },
    retryNow: retry.interrupt,
  };
}

function parseLease(reply: unknown): (Lease & { readonly wasIntact: boolean }) | undefined {
  if (!Array.isArray(reply)) return undefined;
  const parts: readonly unknown[] = reply;
  const [id, revision, wasIntact] = parts;
  if (typeof id !== "string" || typeof revision !== "string") return undefined;
  return { id, revision, wasIntact: wasIntact === 1 };
}
