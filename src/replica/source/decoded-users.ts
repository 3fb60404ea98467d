import { Buffer } from "node:buffer";
import { LRUCache } from "lru-cache";
import type { MetadataEntry } from "../../metadata/entry.js";
import { bytesOf } from "../../metadata/read-limits.js";
import { decodeEntries } from "../record/decode.js";

/** A user's entries in a record. */
export interface DecodedUser {
  /** Ordered by key. */
  readonly entries: readonly MetadataEntry[];
  /** Total size of the values. */
  readonly bytes: number;
}

/** Decodes records, and returns the same list of entries for a user until the record changes. */
export interface DecodedUsers {
  /** Returns undefined if the record is invalid: other programs can write to the store. */
  decode(userId: string, record: Buffer | undefined, withDates: boolean): DecodedUser | undefined;
}

interface CachedUser extends DecodedUser {
  readonly record: Buffer;
  readonly hasDates: boolean;
}

const maxCacheBytes = 32 * 1024 * 1024;
/** Estimated memory per user and per entry, in addition to the values. */
const overheadBytes = 300;
const emptyUser: DecodedUser = { entries: [], bytes: 0 };

export function createDecodedUsers(): DecodedUsers {
  const users = new LRUCache<string, CachedUser>({
    maxSize: maxCacheBytes,
    sizeCalculation: ({ record, entries }) => record.length + overheadBytes * (1 + entries.length),
  });
  return {
    decode(userId, record, withDates) {
      if (record === undefined) {
        users.delete(userId);
        return emptyUser;
      }
      const cached = users.get(userId);
      if (cached?.record.equals(record) === true && (cached.hasDates || !withDates)) return cached;
      try {
        // The entries share memory with the record: a copy, so that they do not keep the store's memory in use.
        const copy = Buffer.from(record);
        const entries = decodeEntries(copy, userId, withDates);
        const user = { record: copy, entries, bytes: bytesOf(entries), hasDates: withDates };
        users.set(userId, user);
        return user;
      } catch {
        return undefined;
      }
    },
  };
}
