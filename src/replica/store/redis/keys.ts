/** Names of the replica's Redis keys and of its channel. */
export interface Keys {
  /** Hash of encoded records by user id. */
  readonly records: string;
  /**
   * Sorted set of `organization NUL user`, all with the same score. A single ordered key instead of one set
   * per organization.
   */
  readonly index: string;
  /**
   * Hash of the checkpoint, the time at which the replica was caught up, the revision, the expected sizes of
   * `records` and `index`, and the removed organizations.
   */
  readonly state: string;
  /**
   * Hash of the current lease id and the number of leases so far. It does not expire: a suspended leader uses
   * it to detect that another process has acquired the lease.
   */
  readonly lease: string;
  /** The current lease id; expires unless the leader renews it. */
  readonly lock: string;
  /**
   * Key that never exists. `SET … XX` does nothing with it, and fails if Redis rejects writes (see
   * `read.ts`).
   */
  readonly writeProbe: string;
  /** Key of a user's pending write; expires. */
  readonly pendingWrite: (userId: string) => string;
  /** Channel for requests to poll, released leases and changed users. */
  readonly signals: string;
}

/** Version of the stored data. Processes of another release keep using the data of their own version. */
const version = "v1";

/** The braces are a hash tag: in a Redis cluster, all keys have the same slot. */
export function createKeys(prefix: string): Keys {
  const key = (name: string): string => `{${prefix}}:${version}:${name}`;
  return {
    records: key("records"),
    index: key("index"),
    state: key("state"),
    lease: key("lease"),
    lock: key("lock"),
    writeProbe: key("write-probe"),
    pendingWrite: (userId) => key(`pending-write:${userId}`),
    signals: key("signals"),
  };
}
