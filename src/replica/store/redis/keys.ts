/** Where the replica is in Redis. */
export interface Keys {
  /** Hash: by owner, the record. */
  readonly records: string;
  /** Sorted set without scores: organisation, NUL, owner. One key, and ordered, where a set for each organisation would be many. */
  readonly index: string;
  /** Hash: the position, the moment of completeness, how much there has to be in the other two, and organisations that are gone. */
  readonly state: string;
  /** Hash: whose turn it is, and how many there were. It has no expiry: it is what a leader that was paused is known by. */
  readonly lease: string;
  /** The same turn, for as long as its leader is heard of. */
  readonly lock: string;
  /** Never there: whoever may not write is told so by it. */
  readonly writeProbe: string;
  /** One for each owner, with an expiry. */
  readonly pendingWrite: (ownerId: string) => string;
  /** A channel. */
  readonly signals: string;
}

/** What is stored under another version is left where it is: whoever runs the older release reads on. */
const version = "v1";

/** In braces, so that all of it is in one slot wherever there are slots. */
export function createKeys(prefix: string): Keys {
  const of = (name: string): string => `{${prefix}}:${version}:${name}`;
  return {
    records: of("owners"),
    index: of("index"),
    state: of("state"),
    lease: of("turn"),
    lock: of("lock"),
    writeProbe: of("never"),
    pendingWrite: (ownerId) => of(`awaited:${ownerId}`),
    signals: of("nudges"),
  };
}
