import type { Clock } from "../../lib/clock.js";
import { Failure } from "../../lib/failure.js";
import type { MetadataEntry } from "../../metadata/entry.js";
import { type Difference, diffEntries } from "./diff.js";
import type { ListUsers } from "../record/list-users.js";
import { decodeEntries } from "../record/decode.js";

/** A user whose metadata in the replica differs from ZITADEL, which lag does not explain. */
export interface Mismatch {
  readonly userId: string;
  readonly differences: readonly Difference[];
  readonly listed: readonly MetadataEntry[];
  /** The replica's record that was compared with the list. */
  readonly record: Buffer | undefined;
}

/** The replica's records of the requested users, in their order. */
export interface ReplicaSnapshot {
  /** When the replica last had all changes visible in ZITADEL, by `Clock.now()`. */
  readonly completeAt: number;
  readonly records: readonly (Buffer | undefined)[];
}

export type ReadReplica = (userIds: readonly string[]) => Promise<ReplicaSnapshot>;

/** Compares users in the replica with ZITADEL's lists. */
export interface Comparer {
  /** Lists the users and adds them as pending. Users that ZITADEL fails to list are returned instead. */
  add(userIds: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, Failure>>;
  /** Compares the pending users with the replica. Users that are equal are no longer pending. */
  compare(read: ReadReplica): Promise<void>;
  /** Lists the users that differed in the last comparison again, and resolves to the actual mismatches. */
  confirm(signal: AbortSignal): Promise<readonly Mismatch[]>;
  /** Number of pending users. */
  readonly pending: number;
  /**
   * Returns the users given up since the last call, because they changed too often to be compared.
   */
  takeUnstable(): readonly string[];
}

interface Candidate {
  readonly userId: string;
  readonly listed: readonly MetadataEntry[];
  readonly listedAt: number;
  readonly attempt: number;
}

const maxAttempts = 5;

/**
 * A list may be ahead of the replica, or behind it. A mismatch therefore takes three steps: a list, a replica
 * that differs although all changes from before the list have reached it, and a second list equal to the
 * first. The equal lists show that the user was not changed in between.
 *
 * `allowedLatenessMs`: maximum delay before a change becomes visible in ZITADEL's event log.
 */
export function createComparer(listUsers: ListUsers, allowedLatenessMs: number, clock: Clock): Comparer {
  let candidates: Candidate[] = [];
  let suspects: (Candidate & Pick<Mismatch, "differences" | "record">)[] = [];
  let unstable: string[] = [];

  function retry(candidate: Candidate, listed: readonly MetadataEntry[]): void {
    const attempt = candidate.attempt + 1;
    if (attempt > maxAttempts) unstable.push(candidate.userId);
    else candidates.push({ ...candidate, listed, listedAt: clock.now(), attempt });
  }

  return {
    async add(userIds, signal) {
      const failed = new Map<string, Failure>();
      const loaded = await listUsers(userIds, signal);
      const listedAt = clock.now();
      for (const [n, userId] of userIds.entries()) {
        const listed = loaded[n] ?? [];
        if (listed instanceof Failure) failed.set(userId, listed);
        else candidates.push({ userId, listed, listedAt, attempt: 1 });
      }
      return failed;
    },

    async compare(read) {
      const compared = [...candidates];
      if (compared.length === 0) return;
      const { completeAt, records } = await read(compared.map(({ userId }) => userId));
      const added = candidates.slice(compared.length);
      candidates = [];
      for (const [n, candidate] of compared.entries()) {
        const record = records[n];
        const replicated = record === undefined ? [] : decodeEntries(record, candidate.userId, true);
        const differences = diffEntries(replicated, candidate.listed);
        if (differences.length === 0) continue;
        if (candidate.listedAt + allowedLatenessMs > completeAt) candidates.push(candidate);
        // Copied, because the store may reuse the memory of the record.
        else suspects.push({ ...candidate, differences, record: record && Buffer.from(record) });
      }
      candidates.push(...added);
    },

    async confirm(signal) {
      const unconfirmed = suspects;
      suspects = [];
      if (unconfirmed.length === 0) return [];
      const userIds = unconfirmed.map(({ userId }) => userId);
      // The first list may be shared with a request that started earlier (coalescing); the second is new.
      await listUsers(userIds, signal);
      const loaded = await listUsers(userIds, signal);
      const mismatches: Mismatch[] = [];
      for (const [n, { userId, listed, listedAt, attempt, ...rest }] of unconfirmed.entries()) {
        const relisted = loaded[n] ?? [];
        if (relisted instanceof Failure) retry({ userId, listed, listedAt, attempt }, listed);
        else if (diffEntries(listed, relisted).length === 0) mismatches.push({ userId, listed, ...rest });
        else retry({ userId, listed, listedAt, attempt }, relisted);
      }
      return mismatches;
    },

    get pending() {
      return candidates.length + suspects.length;
    },

    takeUnstable() {
      const taken = unstable;
      unstable = [];
      return taken;
    },
  };
}
