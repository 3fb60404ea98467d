import type { Clock } from "../../lib/clock.js";
import { Failure } from "../../lib/failure.js";
import type { MetadataEntry } from "../../metadata/entry.js";
import { type Difference, differencesOf } from "./diff.js";
import type { ListOwners } from "../record/list-users.js";
import { decodeEntries } from "../record/decode.js";

/** An owner whom the replica has otherwise than ZITADEL, which is no lag. */
export interface Mismatch {
  readonly ownerId: string;
  readonly differences: readonly Difference[];
  readonly listed: readonly MetadataEntry[];
  /** What the replica had, which the list is newer than. */
  readonly record: Buffer | undefined;
}

/** What the replica has of some owners, in their order; it was complete at this moment, by `Clock.now()`. */
export interface ReplicaSnapshot {
  readonly completeAt: number;
  readonly records: readonly (Buffer | undefined)[];
}

export type ReadReplica = (ownerIds: readonly string[]) => Promise<ReplicaSnapshot>;

/** Compares owners with ZITADEL's lists. */
export interface Comparer {
  /** Takes these on; answers of whom ZITADEL lists nothing for now, and why. They are not compared. */
  add(ownerIds: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, Failure>>;
  /** Holds the lists against the replica. Whoever is equal is done with. */
  compare(read: ReadReplica): Promise<void>;
  /** Who differs indeed, of those whom the last judgement was against. */
  confirm(signal: AbortSignal): Promise<readonly Mismatch[]>;
  /** How many are not done with. */
  readonly open: number;
  /** Who changes so often that they are never seen at rest: since the last time. */
  takeUnstable(): readonly string[];
}

interface Candidate {
  readonly ownerId: string;
  readonly listed: readonly MetadataEntry[];
  readonly listedAt: number;
  readonly turn: number;
}

const maxAttempts = 5;

/**
 * A list may be ahead of the replica, or behind. An owner differs when a list, the replica after everything that can be late has come, and a list after that
 * do not agree, and the lists do: so nothing was changed meanwhile. `overlapMs`: how late a change can become visible.
 */
export function createComparison(listOwners: ListOwners, overlapMs: number, clock: Clock): Comparer {
  let cases: Candidate[] = [];
  let suspects: (Candidate & Pick<Mismatch, "differences" | "record">)[] = [];
  let restless: string[] = [];

  function addAgain(before: Candidate, listed: readonly MetadataEntry[]): void {
    const turn = before.turn + 1;
    if (turn > maxAttempts) restless.push(before.ownerId);
    else cases.push({ ...before, listed, listedAt: clock.now(), turn });
  }

  return {
    async add(ownerIds, signal) {
      const failed = new Map<string, Failure>();
      const loaded = await listOwners(ownerIds, signal);
      const listedAt = clock.now();
      for (const [n, ownerId] of ownerIds.entries()) {
        const listed = loaded[n] ?? [];
        if (listed instanceof Failure) failed.set(ownerId, listed);
        else cases.push({ ownerId, listed, listedAt, turn: 1 });
      }
      return failed;
    },

    async compare(read) {
      const judged = [...cases];
      if (judged.length === 0) return;
      const { completeAt, records } = await read(judged.map(({ ownerId }) => ownerId));
      const added = cases.slice(judged.length);
      cases = [];
      for (const [n, one] of judged.entries()) {
        const record = records[n];
        const known = record === undefined ? [] : decodeEntries(record, one.ownerId, true);
        const differences = differencesOf(known, one.listed);
        if (differences.length === 0) continue;
        if (one.listedAt + overlapMs > completeAt) cases.push(one);
        // The store may have its memory back.
        else suspects.push({ ...one, differences, record: record && Buffer.from(record) });
      }
      cases.push(...added);
    },

    async confirm(signal) {
      const asked = suspects;
      suspects = [];
      if (asked.length === 0) return [];
      const ownerIds = asked.map(({ ownerId }) => ownerId);
      // The first may be one that a request has had under way for a while.
      await listOwners(ownerIds, signal);
      const loaded = await listOwners(ownerIds, signal);
      const findings: Mismatch[] = [];
      for (const [n, { ownerId, listed, listedAt, turn, ...rest }] of asked.entries()) {
        const now = loaded[n] ?? [];
        if (now instanceof Failure) addAgain({ ownerId, listed, listedAt, turn }, listed);
        else if (differencesOf(listed, now).length === 0) findings.push({ ownerId, listed, ...rest });
        else addAgain({ ownerId, listed, listedAt, turn }, now);
      }
      return findings;
    },

    get open() {
      return cases.length + suspects.length;
    },

    takeUnstable() {
      const taken = restless;
      restless = [];
      return taken;
    },
  };
}
