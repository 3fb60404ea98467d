import type { Buffer } from "node:buffer";
import { hashBytes } from "../../../lib/hash.js";
import type { EntryMatch } from "../../../metadata/source.js";
import { decodeEntries } from "../../record/decode.js";

/** The users that have an entry, by key and by a hash of the value. */
export interface ValueIndex {
  /** Approximate memory in bytes. */
  readonly bytes: number;
  /** Replaces the entries of a user's old record by those of the new one. */
  update(user: number, before: Buffer | undefined, after: Buffer | undefined): void;
  /** The numbers of the users that have such an entry, and of a few others whose value has the same hash. */
  find(match: EntryMatch): FoundUsers;
  clear(): void;
}

export interface FoundUsers {
  readonly count: number;
  users(): Iterable<number>;
}

/** Most values belong to one user, whose number takes less memory than a set. */
type Users = number | Set<number>;

/** Approximate memory in V8 of an entry of a map, and of a set with two members and one more member. */
const mapEntryBytes = 48;
const setBytes = 240;
const memberBytes = 32;
/**
 * A Map holds at most 16 million entries, and growing rehashes all of them in one step. A key with more values
 * has several maps.
 */
const maxMapSize = 2 ** 20;

/** `isIndexed`: whether users are searched by this key. Other keys take no memory. */
export function createValueIndex(isIndexed: (key: string) => boolean): ValueIndex {
  /** By key: maps from the hash of a value to its users. */
  const keys = new Map<string, Map<number, Users>[]>();
  let bytes = 0;

  function add(key: string, hash: number, user: number): void {
    const maps = keys.get(key) ?? [new Map<number, Users>()];
    keys.set(key, maps);
    const existing = maps.find((map) => map.has(hash));
    const users = existing?.get(hash);
    if (existing === undefined || users === undefined) {
      let last = maps.at(-1);
      if (last === undefined || last.size >= maxMapSize) {
        last = new Map<number, Users>();
        maps.push(last);
      }
      last.set(hash, user);
      bytes += mapEntryBytes;
    } else if (typeof users === "number") {
      existing.set(hash, new Set([users, user]));
      bytes += setBytes;
    } else {
      users.add(user);
      bytes += memberBytes;
    }
  }

  function remove(key: string, hash: number, user: number): void {
    const maps = keys.get(key);
    const map = maps?.find((candidate) => candidate.has(hash));
    const users = map?.get(hash);
    if (maps === undefined || map === undefined || users === undefined) return;
    if (typeof users === "number") {
      map.delete(hash);
      bytes -= mapEntryBytes;
      if (maps.every(({ size }) => size === 0)) keys.delete(key);
      return;
    }
    users.delete(user);
    const [remaining] = users;
    if (users.size > 1 || remaining === undefined) {
      bytes -= memberBytes;
    } else {
      map.set(hash, remaining);
      bytes -= setBytes;
    }
  }

  function hashesOf(record: Buffer | undefined): ReadonlyMap<string, number> {
    if (record === undefined) return new Map();
    const entries = decodeEntries(record, "", false).filter(({ key }) => isIndexed(key));
    return new Map(entries.map((entry) => [entry.key, hashBytes(entry.bytes)]));
  }

  function usersOf({ key, values }: EntryMatch): readonly Users[] {
    const maps = keys.get(key) ?? [];
    if (values === undefined) return maps.flatMap((map) => [...map.values()]);
    const hashes = [...new Set(values.map(hashBytes))];
    return hashes.flatMap((hash) => maps.flatMap((map) => map.get(hash) ?? []));
  }

  return {
    get bytes() {
      return bytes;
    },
    update(user, before, after) {
      const old = hashesOf(before);
      const current = hashesOf(after);
      for (const [key, hash] of old) if (current.get(key) !== hash) remove(key, hash, user);
      for (const [key, hash] of current) if (old.get(key) !== hash) add(key, hash, user);
    },
    find(match) {
      const found = usersOf(match);
      return {
        count: found.reduce<number>((sum, users) => sum + (typeof users === "number" ? 1 : users.size), 0),
        *users() {
          for (const users of found) {
            if (typeof users === "number") yield users;
            else yield* users;
          }
        },
      };
    },
    clear() {
      keys.clear();
      bytes = 0;
    },
  };
}
