import { randomUUID } from "node:crypto";
import type { Redis } from "ioredis";
import type { Clock, Timer } from "../../../lib/clock.js";
import type { ReplicaLog } from "../../log.js";
import { LeadershipLost, type ReplicaStore } from "../store.js";
import type { ConnectionMonitor } from "./connection-monitor.js";
import { createWriter, type Lease } from "./writer.js";
import { withTimeout } from "./with-timeout.js";
import type { Keys } from "./keys.js";
import { RedisError } from "./errors.js";

/** Said on the channel by a leader that ends its turn. */
export const releasedMessage = "free";

export interface LeaseTimings {
  /** Whoever leads and is not heard of for so long leads no more. */
  readonly leaseMs: number;
  /** How often a leader is heard of. */
  readonly renewIntervalMs: number;
  /** How often whoever does not lead tries to. */
  readonly acquireIntervalMs: number;
  readonly commandTimeoutMs: number;
  /** Maximum time for a write of the leader: a large page on a slow line takes longer than a read. */
  readonly writeTimeoutMs: number;
}

interface TurnOptions {
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
  /** There may be a turn to be had. */
  retryNow(): void;
}

/** One instance leads at a time: the one that has the lock. That nobody else writes is up to the turn's id, which each write has to know. */
export function createLeaderElection({
  client,
  keys,
  connection: contact,
  log,
  timings: times,
  clock,
}: TurnOptions): LeaderElection {
  let leaseExpiresAt = 0;
  let lastTurn = "";
  let lastReason = "";
  let wakeNow: (() => void) | undefined;

  async function acquire(): Promise<Lease | undefined> {
    if (!contact.isAvailable) return undefined;
    const askedAt = clock.now();
    try {
      const taken = client.acquireLease(
        ...[keys.lease, keys.state, keys.records, keys.index, keys.lock],
        ...[lastTurn, times.leaseMs, randomUUID()],
      );
      const turn = readTurn(await withTimeout(clock, times.commandTimeoutMs, taken));
      if (turn === undefined) return undefined;
      lastTurn = turn.id;
      leaseExpiresAt = askedAt + times.leaseMs;
      if (!turn.wasWhole) {
        log.error({}, "replica keys were evicted from Redis; clearing (set maxmemory-policy noeviction)");
      }
      return turn;
    } catch (error) {
      contact.onRejected(error);
      return undefined;
    }
  }

  /** Follows until the turn is over, or whoever follows ends. */
  async function runAsLeader(
    turn: Lease,
    follow: Parameters<ReplicaStore["runAsLeader"]>[0],
    signal: AbortSignal,
  ): Promise<void> {
    const over = new AbortController();
    const end = (): void => {
      over.abort();
    };
    const renew = async (): Promise<void> => {
      const askedAt = clock.now();
      const asked = client.renewLease(keys.lease, keys.lock, turn.id, times.leaseMs);
      const kept = (await withTimeout(clock, times.commandTimeoutMs, asked)) === 1;
      if (over.signal.aborted) return;
      leaseExpiresAt = kept ? askedAt + times.leaseMs : 0;
      if (!kept) {
        end();
        return;
      }
      expiryTimer.clear();
      expiryTimer = lapseLater();
    };
    // A process that was busy for so long may find that nobody took over.
    const lapseLater = (): Timer => clock.setTimeout(() => void renew().catch(end), times.leaseMs);
    let expiryTimer = lapseLater();
    const keeping = clock.setInterval(() => void renew().catch(contact.onRejected), times.renewIntervalMs);
    if (signal.aborted) end();
    signal.addEventListener("abort", end);
    try {
      const { signal: turnSignal } = over;
      const writer = createWriter({
        ...{ client, keys, lease: turn, clock, signal: turnSignal },
        ...{ writeMs: times.writeTimeoutMs, onRejected: contact.onRejected },
      });
      await follow(writer, turnSignal);
    } catch (error) {
      tell(error);
    } finally {
      end();
      keeping.clear();
      expiryTimer.clear();
      signal.removeEventListener("abort", end);
    }
  }

  /** Only what nobody else has told, and not every second. */
  function tell(error: unknown): void {
    if (error instanceof LeadershipLost || error instanceof RedisError) return;
    const reason = error instanceof Error ? error.message : "no reason was given";
    if (reason !== lastReason) log.warn({ reason }, "replica loop restarted");
    lastReason = reason;
  }

  async function release(): Promise<void> {
    const isHeld = clock.now() < leaseExpiresAt;
    leaseExpiresAt = 0;
    if (!isHeld) return;
    // Where it fails the lock expires.
    await withTimeout(
      clock,
      times.commandTimeoutMs,
      client.releaseLease(keys.lock, lastTurn, keys.signals, releasedMessage),
    ).catch(contact.onRejected);
  }

  function pause(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const goOn = (): void => {
        timer.clear();
        signal.removeEventListener("abort", goOn);
        wakeNow = undefined;
        resolve();
      };
      const timer = clock.setTimeout(goOn, times.acquireIntervalMs);
      signal.addEventListener("abort", goOn);
      wakeNow = goOn;
      if (signal.aborted) goOn();
    });
  }

  return {
    async run(follow, signal) {
      while (!signal.aborted) {
        const turn = await acquire();
        if (turn !== undefined) await runAsLeader(turn, follow, signal);
        await pause(signal);
      }
      await release();
    },
    get isLeading() {
      return clock.now() < leaseExpiresAt;
    },
    retryNow() {
      wakeNow?.();
    },
  };
}

function readTurn(answer: unknown): (Lease & { readonly wasWhole: boolean }) | undefined {
  if (!Array.isArray(answer)) return undefined;
  const parts: readonly unknown[] = answer;
  const [id, revision, wasWhole] = parts;
  if (typeof id !== "string" || typeof revision !== "string") return undefined;
  return { id, revision, wasWhole: wasWhole === 1 };
}
