/**
 * How an owner that the replica could have answered for was answered: from it; from ZITADEL, because of the state that the replica was in, because the owner
 * was written to a moment ago, or because ZITADEL did not show the owner to the caller; from a replica that was too old, because ZITADEL could not be reached.
 */
export const replicaAnswers = [
  "hit",
  "building",
  "lagging",
  "store_unavailable",
  "disabled",
  "recently_written",
  "not_visible",
  "stale",
] as const;

export type ReplicaAnswer = (typeof replicaAnswers)[number];

/** In what an owner differed from ZITADEL's list: an entry was not there, was there and should not, had another value, or another date. */
export const replicaDifferences = ["missing", "extra", "value", "timestamp"] as const;

export type ReplicaDifference = (typeof replicaDifferences)[number];

/** Why it was emptied. */
export const refillReasons = ["history_gap", "store_lost"] as const;

export type RefillReason = (typeof refillReasons)[number];

/** Whoever wants to know how the replica does. Must not throw. */
export interface ReplicaObserver {
  onRead(how: ReplicaAnswer, owners: number): void;
  /** So many changes were read; `fresh` of them changed something. */
  onChanges(changes: number, fresh: number): void;
  /** So many owners were compared with ZITADEL's lists. */
  onVerified(owners: number): void;
  onMismatch(kind: ReplicaDifference, entries: number): void;
  onRebuild(reason: RefillReason): void;
}

/** It is filled for the first time; it follows; it is behind longer than allowed; its store cannot be reached; it has switched itself off. */
export const replicaStates = ["building", "following", "lagging", "store_unavailable", "disabled"] as const;

/** How the replica stands. */
export interface ReplicaStatus {
  readonly state: (typeof replicaStates)[number];
  /** Why it has switched itself off, for everybody to read. */
  readonly why?: string;
  /** How long ago all that ZITADEL showed was in it; undefined before the first fill is done. */
  readonly lagMs: number | undefined;
  /** Whether this instance is the one that follows. */
  readonly leads: boolean;
  /** How far it has read, in microseconds since 1970, and how far there is to read where it is filling. */
  readonly reached: number | undefined;
  readonly newest: number | undefined;
  /** Changes that this instance has brought into it since it began to fill. */
  readonly changes: number;
  readonly owners: number;
  readonly bytes: number;
}
