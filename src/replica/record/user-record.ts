/** A value that an entry was given. */
export interface KeySet {
  readonly sequence: number;
  /** Microseconds since 1970, as all dates here. */
  readonly date: number;
}

/** What a later or late change has to be held against. */
export interface Tombstone {
  readonly sequence: number;
  readonly date: number;
}

/** One key of an owner. Which changes came first is known by their sequence, in whatever order they are heard of. */
export interface KeyRecord {
  /** After the removal, by sequence: the first is when the entry was created, the last when it got its value. None: it is gone. */
  sets: readonly KeySet[];
  /** Of the last set; empty where there is none. */
  bytes: Buffer;
  tombstone: Tombstone | undefined;
}

/** All that is known of an owner. */
export interface UserRecord {
  organization: string;
  /** Of the newest change. */
  sequence: number;
  date: number;
  /** Of all keys. */
  tombstone: Tombstone | undefined;
  readonly keys: Map<string, KeyRecord>;
}
