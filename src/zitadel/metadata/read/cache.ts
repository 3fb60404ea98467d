import { LRUCache } from "lru-cache";
import type { Clock } from "../../../lib/clock.js";
import type { Caller } from "../../../metadata/caller.js";
import type { MetadataEntry } from "../../../metadata/entry.js";
import type { Credential } from "../../../metadata/source.js";
import type { ClientObserver } from "../../client/observer.js";

/** All entries of a user that one credential could read, including entries that a caller may not see. */
export interface CachedUser {
  /** Ordered by key. Frozen when it is cached. */
  readonly entries: readonly MetadataEntry[];
  /** Total size of the values. */
  readonly bytes: number;
}

/** Identifies a cached result. Results differ by source and by token. */
export interface CachedRead {
  readonly source: "list" | "userinfo";
  readonly userId: string;
  readonly credential: Credential;
}

export interface UserCache {
  get(read: CachedRead): CachedUser | undefined;
  /**
   * Call before reading the user. Pass the result to the returned function to cache it, or undefined to
   * discard it. The result is not cached if the user was invalidated in the meantime.
   */
  startRead(read: CachedRead): (user: CachedUser | undefined) => void;
  /** Call when the user is written to. */
  invalidate(userId: string): void;
}

const maxCacheBytes = 64 * 1024 * 1024;
/** Estimated memory per user and per entry, in addition to the values. */
const overheadBytes = 300;

type Variants = Map<string, { readonly user: CachedUser; readonly expiresAt: number }>;

/**
 * Caches results for `ttlMs`. Results of a caller are shared by requests with the same access token. Results
 * of the service user are shared by all callers.
 */
export function createUserCache(
  ttlMs: number,
  { onCacheRead }: Pick<ClientObserver, "onCacheRead">,
  clock: Clock,
): UserCache {
  const users = new LRUCache<string, Variants>({ maxSize: maxCacheBytes, sizeCalculation: sizeOf });
  // Reads in progress, by user id.
  const activeReads = new Map<string, { readers: number }>();
  const variantKeys = new WeakMap<Caller, Readonly<Record<CachedRead["source"], string>>>();

  /**
   * Contains the SHA-256 of the token, not the token. Memoized per caller, because one page may look up 1,000
   * users.
   */
  function variantKey({ source, credential }: CachedRead): string {
    if (credential === "service") return source;
    const existing = variantKeys.get(credential);
    if (existing !== undefined) return existing[source];
    const hash = credential.accessToken.hash();
    const created = { list: `list ${hash}`, userinfo: `userinfo ${hash}` };
    variantKeys.set(credential, created);
    return created[source];
  }

  function store(userId: string, key: string, user: CachedUser): void {
    const now = clock.now();
    const others = [...(users.get(userId) ?? [])].filter(([, { expiresAt }]) => expiresAt > now);
    Object.freeze(user.entries);
    users.set(userId, new Map([...others, [key, { user, expiresAt: now + ttlMs }]]));
  }

  return {
    get(read) {
      const variant = users.get(read.userId)?.get(variantKey(read));
      const isFresh = variant !== undefined && variant.expiresAt > clock.now();
      onCacheRead(isFresh ? "hit" : "miss");
      return isFresh ? variant.user : undefined;
    },
    startRead(read) {
      const { userId } = read;
      const activeRead = activeReads.get(userId) ?? { readers: 0 };
      activeReads.set(userId, activeRead);
      activeRead.readers++;
      return (user) => {
        activeRead.readers--;
        if (activeReads.get(userId) !== activeRead) return;
        if (activeRead.readers === 0) activeReads.delete(userId);
        if (user !== undefined) store(userId, variantKey(read), user);
      };
    },
    invalidate(userId) {
      users.delete(userId);
      activeReads.delete(userId);
    },
  };
}

function sizeOf(variants: Variants): number {
  let size = overheadBytes;
  for (const { user } of variants.values()) {
    size += user.bytes + overheadBytes * (1 + user.entries.length);
  }
  return size;
}
