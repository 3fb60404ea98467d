import type { Clock } from "../lib/clock.js";
import { dateOf } from "../metadata/micros.js";
import type { ReplicaLog } from "./replica-log.js";
import type { Position } from "./position.js";
import type { ReplicaStatus } from "./replica-watch.js";

/** How far the follower of this instance is. Dates are microseconds since 1970, moments as `Clock.now()` has them. */
export interface Progress {
  /** A fill. */
  began(): void;
  foundNewest(date: number | undefined): void;
  /** So many changes that were not known. */
  read(fresh: number, position: Position): void;
  sized(size: { readonly owners: number; readonly bytes: number }): void;
  /** The end was reached, by a reading that began at this moment. */
  completed(position: Position, begunAt: number): void;
  /** When the last such reading began; undefined while it is being filled, `unknown` where neither has been done yet. */
  readonly completeAt: number | "unknown" | undefined;
  switchedOff(why: string): void;
  readonly off: string | undefined;
  readonly status: Pick<ReplicaStatus, "reached" | "newest" | "changes" | "owners" | "bytes">;
  filledFields(): Readonly<Record<string, number>>;
}

/** It is told in the log so often while it is being filled. */
const tellEveryMs = 10_000;

interface Now {
  reached: number | undefined;
  newest: number | undefined;
  changes: number;
  owners: number;
  bytes: number;
}

export function createProgress(log: ReplicaLog, clock: Clock): Progress {
  const status: Now = { reached: undefined, newest: undefined, changes: 0, owners: 0, bytes: 0 };
  let begunAt = clock.now();
  let toldAt = begunAt;
  let completeAt: number | "unknown" | undefined = "unknown";
  let off: string | undefined;
  return {
    status,
    get off() {
      return off;
    },
    began() {
      begunAt = clock.now();
      completeAt = undefined;
      toldAt = begunAt;
      status.changes = 0;
      status.reached = undefined;
    },
    foundNewest(date) {
      status.newest = date;
    },
    read(fresh, { anchor, isFilled }) {
      status.changes += fresh;
      status.reached = anchor?.date;
      if (isFilled || clock.now() - toldAt < tellEveryMs) return;
      toldAt = clock.now();
      const { reached, newest } = status;
      log.info(
        { changes: status.changes, reached: textOf(reached), newest: textOf(newest) },
        "the replica is being filled",
      );
    },
    sized({ owners, bytes }) {
      status.owners = owners;
      status.bytes = bytes;
    },
    get completeAt() {
      return completeAt;
    },
    completed({ anchor }, at) {
      completeAt = at;
      status.reached = anchor?.date;
      status.newest = anchor?.date;
    },
    switchedOff(why) {
      off = why;
    },
    filledFields: () => ({
      changes: status.changes,
      owners: status.owners,
      bytes: status.bytes,
      tookMs: Math.round(clock.now() - begunAt),
    }),
  };
}

function textOf(date: number | undefined): string | undefined {
  return date === undefined ? undefined : dateOf(date);
}
