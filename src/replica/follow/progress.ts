import type { Clock } from "../../lib/clock.js";
import { formatMicros } from "../../changes/timestamp.js";
import type { ReplicaLog } from "../log.js";
import type { Checkpoint } from "../store/checkpoint.js";
import type { ReplicaStatus } from "../observer.js";

/**
 * Progress of this process's follower. Dates of changes are in microseconds since 1970; times are those of
 * `Clock.now()`.
 */
export interface Progress {
  rebuildStarted(): void;
  /** `date`: that of the newest change in ZITADEL; undefined if there are no changes. */
  headSeen(date: number | undefined): void;
  /** A page has been read; `applied` of its changes modified the replica. */
  read(applied: number, checkpoint: Checkpoint): void;
  measured(size: { readonly users: number; readonly bytes: number }): void;
  /** A poll, started at this time, has reached the end of the event log. */
  caughtUp(checkpoint: Checkpoint, startedAt: number): void;
  /**
   * Start of the last poll that reached the end of the event log; undefined while the replica is built.
   * "unknown" until this process has started a build or completed a poll.
   */
  readonly completeAt: number | "unknown" | undefined;
  disable(reason: string): void;
  readonly disabledReason: string | undefined;
  readonly status: Pick<ReplicaStatus, "position" | "head" | "changes" | "users" | "bytes">;
  /** Log fields for the completion of a build. */
  completionFields(): Readonly<Record<string, number>>;
}

/** Interval of progress messages while the replica is built. */
const logIntervalMs = 10_000;

interface MutableStatus {
  position: number | undefined;
  head: number | undefined;
  changes: number;
  users: number;
  bytes: number;
}

export function createProgress(log: ReplicaLog, clock: Clock): Progress {
  const status: MutableStatus = { position: undefined, head: undefined, changes: 0, users: 0, bytes: 0 };
  let startedAt = clock.now();
  let loggedAt = startedAt;
  let completeAt: number | "unknown" | undefined = "unknown";
  let disabledReason: string | undefined;
  return {
    status,
    get disabledReason() {
      return disabledReason;
    },
    rebuildStarted() {
      startedAt = clock.now();
      completeAt = undefined;
      loggedAt = startedAt;
      status.changes = 0;
      status.position = undefined;
    },
    headSeen(date) {
      status.head = date;
    },
    read(applied, { head, isComplete }) {
      status.changes += applied;
      status.position = head?.date;
      if (isComplete || clock.now() - loggedAt < logIntervalMs) return;
      loggedAt = clock.now();
      log.info(
        { changes: status.changes, position: formatDate(status.position), head: formatDate(status.head) },
        "building replica",
      );
    },
    measured({ users, bytes }) {
      status.users = users;
      status.bytes = bytes;
    },
    get completeAt() {
      return completeAt;
    },
    caughtUp({ head }, pollStartedAt) {
      completeAt = pollStartedAt;
      status.position = head?.date;
      status.head = head?.date;
    },
    disable(reason) {
      disabledReason = reason;
    },
    completionFields: () => ({
      changes: status.changes,
      userCount: status.users,
      bytes: status.bytes,
      durationMs: Math.round(clock.now() - startedAt),
    }),
  };
}

function formatDate(date: number | undefined): string | undefined {
  return date === undefined ? undefined : formatMicros(date);
}
