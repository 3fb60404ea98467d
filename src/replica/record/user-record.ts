/** A change that set a key's value. */
export interface KeySet {
  readonly sequence: number;
  /** Microseconds since 1970, as all dates of a record. */
  readonly date: number;
}

/** A removal. Changes with the same or a lower sequence that arrive after it are ignored. */
export interface Tombstone {
  readonly sequence: number;
  readonly date: number;
}

/** State of one key of a user. Changes are ordered by sequence, whatever the order in which they arrive. */
export interface KeyRecord {
  /**
   * Sets after the tombstone, ordered by sequence. The first has the entry's creation date, the last the date
   * of its current value. Empty if the key is deleted.
   */
  sets: readonly KeySet[];
  /** Value of the last set; empty without sets. */
  bytes: Buffer;
  tombstone: Tombstone | undefined;
}

/** Stored state of one user. */
export interface UserRecord {
  organization: string;
  /** Sequence of the newest change. */
  sequence: number;
  /** Date of the newest change. */
  date: number;
  /** Removal of all keys. */
  tombstone: Tombstone | undefined;
  readonly keys: Map<string, KeyRecord>;
}
