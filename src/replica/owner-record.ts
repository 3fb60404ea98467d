/** A value that an entry was given. */
export interface SetOfKey {
  readonly sequence: number;
  /** Microseconds since 1970, as all dates here. */
  readonly date: number;
}

/** What a later or late change has to be held against. */
export interface Removal {
  readonly sequence: number;
  readonly date: number;
}

/** One key of an owner. Which changes came first is known by their sequence, in whatever order they are heard of. */
export interface KeyRecord {
  /** After the removal, by sequence: the first is when the entry was created, the last when it got its value. None: it is gone. */
  sets: readonly SetOfKey[];
  /** Of the last set; empty where there is none. */
  bytes: Buffer;
  removal: Removal | undefined;
}

/** All that is known of an owner. */
export interface OwnerRecord {
  organisation: string;
  /** Of the newest change. */
  sequence: number;
  date: number;
  /** Of all keys. */
  removal: Removal | undefined;
  readonly keys: Map<string, KeyRecord>;
}
