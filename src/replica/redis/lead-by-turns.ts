import { randomUUID } from "node:crypto";
import type { Redis } from "ioredis";
import type { Clock, Timer } from "../../lib/clock.js";
import type { ReplicaLog } from "../replica-log.js";
import { NotLeading, type ReplicaStore } from "../store.js";
import type { Contact } from "./contact.js";
import { createWriter, type Turn } from "./create-writer.js";
import { inTime } from "./in-time.js";
import type { Keys } from "./keys.js";
import { RedisTrouble } from "./trouble.js";

/** Said on the channel by a leader that ends its turn. */
export const free = "free";

export interface TurnTimes {
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
  readonly contact: Contact;
  readonly log: ReplicaLog;
  readonly times: TurnTimes;
  readonly clock: Clock;
}

export interface Turns {
  readonly lead: ReplicaStore["lead"];
  readonly isLeading: boolean;
  /** There may be a turn to be had. */
  wake(): void;
}

/** One instance leads at a time: the one that has the lock. That nobody else writes is up to the turn's id, which each write has to know. */
export function createTurns({ client, keys, contact, log, times, clock }: TurnOptions): Turns {
  let heldUntil = 0;
  let lastTurn = "";
  let lastReason = "";
  let wakeNow: (() => void) | undefined;

  async function take(): Promise<Turn | undefined> {
    if (!contact.isThere) return undefined;
    const askedAt = clock.now();
    try {
      const taken = client.takeTurn(
        ...[keys.turn, keys.state, keys.owners, keys.index, keys.lock],
        ...[lastTurn, times.lockMs, randomUUID()],
      );
      const turn = readTurn(await inTime(clock, times.answerMs, taken));
      if (turn === undefined) return undefined;
      lastTurn = turn.id;
      heldUntil = askedAt + times.lockMs;
      if (!turn.wasWhole) {
        log.error(
          {},
          "Redis lost a part of the replica, so it is emptied: maxmemory-policy has to be noeviction",
        );
      }
      return turn;
    } catch (error) {
      contact.refused(error);
      return undefined;
    }
  }

  /** Follows until the turn is over, or whoever follows ends. */
  async function have(
    turn: Turn,
    follow: Parameters<ReplicaStore["lead"]>[0],
    signal: AbortSignal,
  ): Promise<void> {
    const over = new AbortController();
    const end = (): void => {
      over.abort();
    };
    const keep = async (): Promise<void> => {
      const askedAt = clock.now();
      const asked = client.keepTurn(keys.turn, keys.lock, turn.id, times.lockMs);
      const kept = (await inTime(clock, times.answerMs, asked)) === 1;
      if (over.signal.aborted) return;
      heldUntil = kept ? askedAt + times.lockMs : 0;
      if (!kept) {
        end();
        return;
      }
      lapse.clear();
      lapse = lapseLater();
    };
    // A process that was busy for so long may find that nobody took over.
    const lapseLater = (): Timer => clock.setTimeout(() => void keep().catch(end), times.lockMs);
    let lapse = lapseLater();
    const keeping = clock.setInterval(() => void keep().catch(contact.refused), times.keepMs);
    if (signal.aborted) end();
    signal.addEventListener("abort", end);
    try {
      const { signal: turnSignal } = over;
      const writer = createWriter({
        ...{ client, keys, turn, clock, signal: turnSignal },
        ...{ writeMs: times.writeMs, refused: contact.refused },
      });
      await follow(writer, turnSignal);
    } catch (error) {
      tell(error);
    } finally {
      end();
      keeping.clear();
      lapse.clear();
      signal.removeEventListener("abort", end);
    }
  }

  /** Only what nobody else has told, and not every second. */
  function tell(error: unknown): void {
    if (error instanceof NotLeading || error instanceof RedisTrouble) return;
    const reason = error instanceof Error ? error.message : "no reason was given";
    if (reason !== lastReason) log.warn({ reason }, "the replica begins to follow again");
    lastReason = reason;
  }

  async function release(): Promise<void> {
    const isHeld = clock.now() < heldUntil;
    heldUntil = 0;
    if (!isHeld) return;
    // Where it fails the lock expires.
    await inTime(clock, times.answerMs, client.endTurn(keys.lock, lastTurn, keys.nudges, free)).catch(
      contact.refused,
    );
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
        const turn = await take();
        if (turn !== undefined) await have(turn, follow, signal);
        await pause(signal);
      }
      await release();
    },
    get isLeading() {
      return clock.now() < heldUntil;
    },
    wake() {
      wakeNow?.();
    },
  };
}

function readTurn(answer: unknown): (Turn & { readonly wasWhole: boolean }) | undefined {
  if (!Array.isArray(answer)) return undefined;
  const parts: readonly unknown[] = answer;
  const [id, revision, wasWhole] = parts;
  if (typeof id !== "string" || typeof revision !== "string") return undefined;
  return { id, revision, wasWhole: wasWhole === 1 };
}
