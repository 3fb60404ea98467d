import type { Buffer } from "node:buffer";
import type { Position } from "./checkpoint.js";

/** What is known of some owners, all at one moment. */
export interface StoredPage {
  /** How long ago all that ZITADEL showed was in here; undefined before the first fill is done. */
  readonly ageMs: number | undefined;
  /** In the order of the owners; undefined of whoever has nothing. See owner-record for what is in it. */
  readonly records: readonly (Buffer | undefined)[];
  /** Writes to these owners that may not be in here yet, in their order. */
  readonly awaited: readonly (KnownWrite | undefined)[];
}

/** A write through one of the instances. */
export interface AwaitedWrite {
  /** The date of the change, in microseconds since 1970, from which on the owner's record has it; undefined where it is not known. */
  readonly changedAt: number | undefined;
}

export interface KnownWrite extends AwaitedWrite {
  /** Whether it has been awaited for so long that it is in here, if the replica is not behind. */
  readonly isOver: boolean;
}

/** What is to become of one owner's record; without bytes there is none any more. */
export interface StoredOwner {
  readonly organisation: string;
  readonly bytes: Buffer | undefined;
}

/** What one page of the history makes of the replica: done wholly or not at all. */
export interface Batch {
  readonly owners: ReadonlyMap<string, StoredOwner>;
  /** Ids and dates of organisations that are gone. Their owners are in `owners`. */
  readonly removedOrganisations: ReadonlyMap<string, number>;
  readonly position: Position;
}

/** The replica as whoever follows the history writes it. Once another instance does, all that writes throws NotLeading. */
export interface ReplicaWriter {
  /** Undefined where there is nothing yet. */
  position(): Promise<Position | undefined>;
  removedOrganisations(): Promise<ReadonlyMap<string, number>>;
  /** In the order of the owners. */
  records(ownerIds: readonly string[]): Promise<readonly (Buffer | undefined)[]>;
  ownersIn(organisation: string): Promise<readonly string[]>;
  apply(batch: Batch): Promise<void>;
  /** A moment by the store's own clock, in milliseconds. */
  now(): Promise<number>;
  /** All that could be seen at this moment is in here. */
  markCaughtUp(at: number): Promise<void>;
  /** Nothing is in here any more. */
  clear(): Promise<void>;
}

/** The store could not be asked, or refused. It has told people why. */
export class StoreError extends Error {
  override readonly name: string = "StoreTrouble";
}

export class LeadershipLost extends Error {
  override readonly name = "NotLeading";
}

/** Where the replica is kept: in this process, or in Redis for several. */
export interface ReplicaStore extends AsyncDisposable {
  /** In one step. Undefined where the store cannot be reached. */
  read(ownerIds: readonly string[]): Promise<StoredPage | undefined>;
  /**
   * From now on whoever reads this owner is told of the write; after so long that it is over, and after an hour more nothing. Of two with a date the later
   * counts, otherwise the last.
   */
  awaitWrite(ownerId: string, write: AwaitedWrite, forMs: number): Promise<void>;
  /**
   * Has this instance follow whenever it is its turn, one of all instances at a time, until the signal. `follow` is told by
   * its own signal when its turn is over, and may end or throw: then it is called again, in a moment, where it is still its turn.
   */
  runAsLeader(
    follow: (writer: ReplicaWriter, signal: AbortSignal) => Promise<void>,
    signal: AbortSignal,
  ): Promise<void>;
  /** Whether this instance has its turn. */
  readonly isLeading: boolean;
  /** Has whoever follows look at once. */
  triggerPoll(): void;
  /** Called when this instance is to look at once. */
  onPollRequested: (() => void) | undefined;
  /** How many owners, and about how many bytes with all that it takes to find them; undefined where the store cannot be reached. */
  size(): Promise<{ readonly owners: number; readonly bytes: number } | undefined>;
  /** All owners, some at a time; those who come or go meanwhile may be among them. */
  userIds(): AsyncIterable<readonly string[]>;
}
