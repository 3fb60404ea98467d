/**
 * How a user's metadata was read while a replica is configured:
 *
 * - `hit`: from the replica.
 * - `building`, `lagging`, `store_unavailable`, `disabled`: from ZITADEL, because of the replica's state.
 * - `recently_written`: from ZITADEL, because the replica may lack a recent write to the user.
 * - `not_visible`: from ZITADEL, because the user is not known to be visible to the caller.
 * - `stale`: from a lagging replica, because ZITADEL was unreachable.
 */
export const replicaReadResults = [
  "hit",
  "building",
  "lagging",
  "store_unavailable",
  "disabled",
  "recently_written",
  "not_visible",
  "stale",
] as const;

export type ReplicaReadResult = (typeof replicaReadResults)[number];

/**
 * How an entry in the replica differs from ZITADEL's list: missing, extra, another value, or another date.
 */
export const mismatchKinds = ["missing", "extra", "value", "timestamp"] as const;

export type MismatchKind = (typeof mismatchKinds)[number];

/** Why the replica was cleared and rebuilt. */
export const rebuildReasons = ["history_gap", "store_lost"] as const;

export type RebuildReason = (typeof rebuildReasons)[number];

/** Observes the replica, for metrics. Must not throw. */
export interface ReplicaObserver {
  /** Called with the number of users read with this result. */
  onRead(result: ReplicaReadResult, users: number): void;
  /** Called with the number of changes read, and how many of them modified the replica. */
  onChanges(changes: number, applied: number): void;
  /** Called with the number of users compared with ZITADEL's lists. */
  onVerified(users: number): void;
  onMismatch(kind: MismatchKind, entries: number): void;
  onRebuild(reason: RebuildReason): void;
}

/**
 * - `building`: built for the first time, or rebuilt.
 * - `following`: up to date.
 * - `lagging`: further behind ZITADEL than REPLICA_MAX_LAG_MS.
 * - `store_unavailable`: the store is unreachable.
 * - `disabled`: exceeds REPLICA_MAX_BYTES.
 */
export const replicaStates = ["building", "following", "lagging", "store_unavailable", "disabled"] as const;

export interface ReplicaStatus {
  readonly state: (typeof replicaStates)[number];
  /** Why the replica is disabled. /readyz shows it to unauthenticated clients. */
  readonly reason?: string;
  /** Time since the replica last had all changes visible in ZITADEL; undefined until it is first complete. */
  readonly lagMs: number | undefined;
  /** Whether this process is the leader: the one that follows ZITADEL's event log. */
  readonly isLeader: boolean;
  /** Date of the newest change read, in microseconds since 1970. */
  readonly position: number | undefined;
  /**
   * Date of the newest change in ZITADEL, as last observed. Ahead of `position` while the replica is built.
   */
  readonly head: number | undefined;
  /** Changes that this process has applied since it started to build the replica. */
  readonly changes: number;
  /** Users in the replica. */
  readonly users: number;
  /** Approximate size of the replica. */
  readonly bytes: number;
}
