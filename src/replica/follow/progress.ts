import type { Clock } from "../../lib/clock.js";
import { formatMicros } from "../../changes/timestamp.js";
import type { ReplicaLog } from "../log.js";
import type { Position } from "../store/checkpoint.js";
import type { ReplicaStatus } from "../observer.js";

/** How far the follower of this instance is. Dates are microseconds since 1970, moments as `Clock.now()` has them. */
export interface Progress {
  /** A fill. */
  rebuildStarted(): void;
  headSeen(date: number | undefined): void;
  /** So many changes that were not known. */
  read(fresh: number, position: Position): void;
  measured(size: { readonly owners: number; readonly bytes: number }): void;
  /** The end was reached, by a reading that began at this moment. */
  caughtUp(position: Position, begunAt: number): void;
  /** When the last such reading began; undefined while it is being filled, `unknown` where neither has been done yet. */
  readonly completeAt: number | "unknown" | undefined;
  disable(why: string): void;
  readonly disabledReason: string | undefined;
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
  let disabledReason: string | undefined;
  return {
    status,
    get disabledReason() {
      return disabledReason;
    },
    rebuildStarted() {
      begunAt = clock.now();
      completeAt = undefined;
      toldAt = begunAt;
      status.changes = 0;
      status.reached = undefined;
    },
    headSeen(date) {
      status.newest = date;
    },
    read(fresh, { head, isComplete }) {
      status.changes += fresh;
      status.reached = head?.date;
      if (isComplete || clock.now() - toldAt < tellEveryMs) return;
      toldAt = clock.now();
      const { reached, newest } = status;
      log.info(
        { changes: status.changes, position: textOf(reached), head: textOf(newest) },
        "building replica",
      );
    },
    measured({ owners, bytes }) {
      status.owners = owners;
      status.bytes = bytes;
    },
    get completeAt() {
      return completeAt;
    },
    caughtUp({ head }, at) {
      completeAt = at;
      status.reached = head?.date;
      status.newest = head?.date;
    },
    disable(why) {
      disabledReason = why;
    },
    filledFields: () => ({
      changes: status.changes,
      userCount: status.owners,
      bytes: status.bytes,
      durationMs: Math.round(clock.now() - begunAt),
    }),
  };
}

function textOf(date: number | undefined): string | undefined {
  return date === undefined ? undefined : formatMicros(date);
}
