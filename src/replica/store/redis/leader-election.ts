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
export const released = "free";

export interface LeaseTimings {
  /** Whoever leads and is not heard of for so long leads no more. */
  readonly lockMs: number;
  /** How often a leader is heard of. */
  readonly keepMs: number;
  /** How often whoever does not lead tries to. */
  readonly retryMs: number;
  readonly answerMs: number;
  /** Maximum time for a write of the leader: a large page on a slow line takes longer than a read. */
  readonly writeMs: number;
}

interface TurnOptions {
  readonly client: Redis;
  readonly keys: Keys;
  readonly contact: ConnectionMonitor;
  readonly log: ReplicaLog;
  readonly times: LeaseTimings;
  readonly clock: Clock;
}

export interface LeaderElection {
  readonly lead: ReplicaStore["runAsLeader"];
  readonly isLeading: boolean;
  /** There may be a turn to be had. */
  wake(): void;
}

/** One instance leads at a time: the one that has the lock. That nobody else writes is up to the turn's id, which each write has to know. */
export function createLeaderElection({
  client,
  keys,
  contact,
  log,
  times,
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
        ...[keys.lease, keys.state, keys.owners, keys.index, keys.lock],
        ...[lastTurn, times.lockMs, randomUUID()],
      );
      const turn = readTurn(await withTimeout(clock, times.answerMs, taken));
      if (turn === undefined) return undefined;
      lastTurn = turn.id;
      leaseExpiresAt = askedAt + times.lockMs;
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
      const asked = client.renewLease(keys.lease, keys.lock, turn.id, times.lockMs);
      const kept = (await withTimeout(clock, times.answerMs, asked)) === 1;
      if (over.signal.aborted) return;
      leaseExpiresAt = kept ? askedAt + times.lockMs : 0;
      if (!kept) {
        end();
        return;
      }
      expiryTimer.clear();
      expiryTimer = lapseLater();
    };
    // A process that was busy for so long may find that nobody took over.
    const lapseLater = (): Timer => clock.setTimeout(() => void renew().catch(end), times.lockMs);
    let expiryTimer = lapseLater();
    const keeping = clock.setInterval(() => void renew().catch(contact.onRejected), times.keepMs);
    if (signal.aborted) end();
    signal.addEventListener("abort", end);
    try {
      const { signal: turnSignal } = over;
      const writer = createWriter({
        ...{ client, keys, turn, clock, signal: turnSignal },
        ...{ writeMs: times.writeMs, refused: contact.onRejected },
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
      times.answerMs,
      client.releaseLease(keys.lock, lastTurn, keys.signals, released),
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
      const timer = clock.setTimeout(goOn, times.retryMs);
      signal.addEventListener("abort", goOn);
      wakeNow = goOn;
      if (signal.aborted) goOn();
    });
  }

  return {
    async lead(follow, signal) {
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
    wake() {
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
