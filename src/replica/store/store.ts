import type { Cancellation } from "../../lib/cancellation.js";
import type { Buffer } from "node:buffer";
import type { OnUsersChanged } from "../../changes/users-changed.js";
import type { EntryMatch } from "../../metadata/source.js";
import type { Checkpoint } from "./checkpoint.js";

/** The stored state of the requested users, read atomically. */
export interface StoredPage {
  /**
   * Milliseconds since the replica last had all changes that were visible in ZITADEL; undefined if the replica
   * is incomplete.
   */
  readonly ageMs: number | undefined;
  /**
   * Encoded records (see `record/encode.ts`) in the order of the user ids; undefined for users without
   * metadata.
   */
  readonly records: readonly (Buffer | undefined)[];
  /** Writes that the records may lack, in the order of the user ids. */
  readonly pendingWrites: readonly (StoredPendingWrite | undefined)[];
}

/** A write through one of the processes. */
export interface PendingWrite {
  /**
   * Date of the change, in microseconds since 1970; undefined if unknown. A record whose newest change has
   * this date or a later one contains the write.
   */
  readonly changedAt: number | undefined;
}

export interface StoredPendingWrite extends PendingWrite {
  /** Whether the write is so old that a replica without lag contains it. */
  readonly isExpired: boolean;
}

/** New state of a user's record; without `bytes` the record is deleted. */
export interface UserUpdate {
  readonly organization: string;
  readonly bytes: Buffer | undefined;
}

/** Updates from one page of the event log. */
export interface Batch {
  readonly users: ReadonlyMap<string, UserUpdate>;
  /**
   * Ids of removed organizations, and the dates of their removal. `users` contains the updates of their
   * users.
   */
  readonly removedOrganizations: ReadonlyMap<string, number>;
  readonly checkpoint: Checkpoint;
}

/**
 * Write access of the leader. After another process has become the leader, all writes reject with
 * LeadershipLost.
 */
export interface ReplicaWriter {
  /** Undefined if the store is empty. */
  checkpoint(): Promise<Checkpoint | undefined>;
  removedOrganizations(): Promise<ReadonlyMap<string, number>>;
  /** Encoded records in the order of the user ids. */
  records(userIds: readonly string[]): Promise<readonly (Buffer | undefined)[]>;
  userIdsIn(organization: string): Promise<readonly string[]>;
  /** Applies the batch atomically. The Redis store splits batches of more than 100,000 users. */
  apply(batch: Batch): Promise<void>;
  /** Current time of the store's clock, in milliseconds. */
  now(): Promise<number>;
  /** Records that the replica has all changes that were visible at this time of the store's clock. */
  markCaughtUp(at: number): Promise<void>;
  /** Deletes the replica. */
  clear(): Promise<void>;
}

/** The store was unreachable or rejected a command. The store has already logged the reason. */
export class StoreError extends Error {
  override readonly name: string = "StoreError";
}

export class LeadershipLost extends Error {
  override readonly name = "LeadershipLost";
}

/** Storage of the replica: memory of this process, or Redis shared by several processes. */
export interface ReplicaStore extends AsyncDisposable {
  /** Reads atomically. Resolves to undefined if the store is unreachable. */
  read(userIds: readonly string[]): Promise<StoredPage | undefined>;
  /**
   * Adds the write to the `pendingWrites` of all later reads of the user. It expires after `ttlMs` and is
   * removed an hour later. Of two writes with known dates, the one with the later date is kept; otherwise the
   * last one.
   */
  recordPendingWrite(userId: string, write: PendingWrite, ttlMs: number): Promise<void>;
  /**
   * Calls `follow` while this process is the leader, until the signal aborts. Only one process is the
   * leader at a time. The signal passed to `follow` aborts when leadership is lost. If `follow` returns or
   * throws earlier, the store calls it again after a delay.
   */
  runAsLeader(
    follow: (writer: ReplicaWriter, signal: AbortSignal) => Promise<void>,
    signal: AbortSignal,
  ): Promise<void>;
  /** Whether this process is the leader. */
  readonly isLeading: boolean;
  /** Triggers a poll of ZITADEL by the leader, which may be another process. */
  triggerPoll(): void;
  /** Called on the leader when a process has triggered a poll. */
  onPollRequested: (() => void) | undefined;
  /**
   * Called in every process after the replica of these users has changed, whichever process is the leader.
   * "all": any user may have changed, because the replica was rebuilt or announcements were lost. Not called
   * for single users while the replica is built.
   */
  onUsersChanged: OnUsersChanged | undefined;
  /**
   * Number of users, and approximate memory in bytes including indexes; undefined if the store is
   * unreachable.
   */
  size(): Promise<{ readonly users: number; readonly bytes: number } | undefined>;
  /**
   * The ids of the users whose records meet all conditions, in order and in batches, after this id. Throws a Failure
   * when the signal is aborted. Undefined if the store has no index.
   */
  readonly findUsers:
    | ((
        matches: readonly EntryMatch[],
        after: string,
        signal: Cancellation,
      ) => AsyncIterable<readonly string[]>)
    | undefined;
  /** Ids of all users, in batches. Users added or removed during the iteration may be included. */
  userIds(): AsyncIterable<readonly string[]>;
}
