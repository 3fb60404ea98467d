import type { Redis } from "ioredis";
import type { Clock, Timer } from "../../lib/clock.js";
import type { Secret } from "../../lib/secret.js";
import type { ReplicaLog } from "../replica-log.js";
import { RedisTrouble, troubleOf } from "./trouble.js";

/** Whether Redis answers. Says when it is lost and when it is back, once each, and whatever it refuses, once. */
export interface Contact extends Disposable {
  /** While it is not nobody has to wait for it: it is asked again from here. */
  readonly isThere: boolean;
  /** Somebody asked in vain. */
  readonly failed: (error: unknown) => RedisTrouble;
  /** Redis refused something that reading does not depend on. */
  readonly refused: (error: unknown) => RedisTrouble;
}

interface ContactOptions {
  readonly client: Redis;
  readonly url: Secret;
  readonly log: ReplicaLog;
  /** How long it is left alone before it is asked again. */
  readonly quietMs: number;
  /** What reading asks for: only what answers this is there. */
  readonly ask: () => Promise<unknown>;
  readonly onBack: () => void;
  readonly clock: Clock;
}

export function startContact({ client, url, log, quietMs, ask, onBack, clock }: ContactOptions): Contact {
  let isThere = false;
  let isLost = false;
  let isAsking = false;
  let isClosed = false;
  let isOnReplica = false;
  let timer: Timer | undefined;
  const told = new Set<string>();

  function refused(error: unknown): RedisTrouble {
    const trouble = troubleOf(error, url);
    if (trouble.advice === undefined || told.has(trouble.advice)) return trouble;
    told.add(trouble.advice);
    log.error({ reason: trouble.message }, "Redis refuses what the replica needs");
    return trouble;
  }

  function failed(error: unknown): RedisTrouble {
    const trouble = troubleOf(error, url);
    if (isClosed) return trouble;
    isThere = false;
    isOnReplica = trouble.message.startsWith("READONLY");
    timer ??= clock.setTimeout(askAgain, quietMs);
    timer.unref();
    if (!isLost) {
      log.warn(
        { reason: trouble.message },
        "the replica's Redis is lost: answers come from ZITADEL meanwhile",
      );
      if (trouble.advice !== undefined) told.add(trouble.advice);
    }
    isLost = true;
    return refused(trouble);
  }

  function askAgain(): void {
    timer = undefined;
    // Else whoever connects asks.
    if (isThere || client.status !== "ready") return;
    // After a failover its name stands for another server.
    if (isOnReplica) client.disconnect(true);
    else void askNow();
  }

  async function askNow(): Promise<void> {
    if (isAsking) return;
    isAsking = true;
    try {
      await ask();
      isThere = true;
      if (isLost) log.info({}, "the replica's Redis is back");
      isLost = false;
      told.clear();
      onBack();
    } catch (error) {
      failed(error);
    } finally {
      isAsking = false;
    }
  }

  client.on("ready", () => void askNow());
  client.on("error", failed);
  client.on("close", () => failed(new RedisTrouble("the connection was lost")));
  return {
    get isThere() {
      return isThere;
    },
    failed,
    refused,
    [Symbol.dispose]() {
      isClosed = true;
      isThere = false;
      timer?.clear();
    },
  };
}
