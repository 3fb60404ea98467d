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
  /** How many users `find` returns. */
  count(match: EntryMatch): number;
  /**
   * The numbers of the users that have such an entry, and of a few others whose value has the same hash. Users whose
   * entries change during the iteration may be left out.
   */
  find(match: EntryMatch): Iterable<number>;
  /** Calls the function with each user whose entries change, until the returned function is called. */
  watch(onChange: (user: number) => void): () => void;
  clear(): void;
}

/** Most values belong to one user, whose number takes less memory than a set. */
type Users = number | Set<number>;

interface KeyIndex {
  /** From the hash of a value to its users. */
  readonly maps: Map<number, Users>[];
  userCount: number;
}

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
  const keys = new Map<string, KeyIndex>();
  const watchers = new Set<(user: number) => void>();
  let bytes = 0;

  function add(key: string, hash: number, user: number): void {
    const { maps } = withOneMore(key);
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

  function withOneMore(key: string): KeyIndex {
    const index = keys.get(key) ?? { maps: [], userCount: 0 };
    keys.set(key, index);
    index.userCount++;
    return index;
  }

  function remove(key: string, hash: number, user: number): void {
    const index = keys.get(key);
    const map = index?.maps.find((candidate) => candidate.has(hash));
    const users = map?.get(hash);
    if (index === undefined || map === undefined || users === undefined) return;
    index.userCount--;
    if (index.userCount === 0) keys.delete(key);
    if (typeof users === "number") {
      map.delete(hash);
      bytes -= mapEntryBytes;
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

  /** The users of each value. */
  function* usersOf({ key, values }: EntryMatch): Iterable<Users> {
    const maps = keys.get(key)?.maps ?? [];
    const hashes = values && new Set(values.map(hashBytes));
    for (const map of maps) {
      if (hashes === undefined) yield* map.values();
      else
        for (const hash of hashes) {
          const users = map.get(hash);
          if (users !== undefined) yield users;
        }
    }
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
      for (const onChange of watchers) onChange(user);
    },
    count(match) {
      if (match.values === undefined) return keys.get(match.key)?.userCount ?? 0;
      let sum = 0;
      for (const users of usersOf(match)) sum += typeof users === "number" ? 1 : users.size;
      return sum;
    },
    *find(match) {
      for (const users of usersOf(match)) {
        if (typeof users === "number") yield users;
        else yield* users;
      }
    },
    watch(onChange) {
      watchers.add(onChange);
      return () => watchers.delete(onChange);
    },
    clear() {
      keys.clear();
      bytes = 0;
    },
  };
}
