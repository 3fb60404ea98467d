import { LRUCache } from "lru-cache";
import type { Clock } from "../../../lib/clock.js";
import { sha256 } from "../../../lib/sha256.js";
import type { Caller } from "../../../metadata/caller.js";
import type { MetadataEntry } from "../../../metadata/entry.js";
import type { Credential } from "../../../metadata/source.js";
import type { ClientObserver } from "../../client/observer.js";

/** What was read of one owner with one credential, whoever is shown how much of it. */
export interface CachedOwner {
  /** Ordered by key. */
  readonly entries: readonly MetadataEntry[];
  /** Of the values together. */
  readonly bytes: number;
  /** Whether no entries can also mean an owner whom the credential may not read, and ZITADEL was not asked which. */
  readonly emptyMayMeanForbidden: boolean;
  /** Whether ZITADEL also said, beside having nothing to show, that the owner may be read. */
  readonly accessConfirmed: boolean;
}

/** How an owner was read, and with whose token: what one way or one token shows says nothing of another. */
export interface CachedRead {
  readonly source: "list" | "userinfo";
  readonly ownerId: string;
  readonly credential: Credential;
}

export interface UserCache {
  get(read: CachedRead): CachedOwner | undefined;
  /** Before the owner is read; what is answered keeps what was read, unless the owner was written to meanwhile. Undefined keeps nothing. */
  startRead(read: CachedRead): (owner: CachedOwner | undefined) => void;
  /** The owner is being written to. */
  invalidate(ownerId: string): void;
}

const mostBytes = 64 * 1024 * 1024;
/** What is kept beside the values: of an owner, and of each entry. */
const overheadBytes = 300;

type Variants = Map<string, { readonly owner: CachedOwner; readonly until: number }>;

/** Keeps what was read for so long: for whoever has the same access token or, what our own service user read, for all. */
export function createOwnerCache(
  forMs: number,
  { onCacheRead }: Pick<ClientObserver, "onCacheRead">,
  clock: Clock,
): UserCache {
  const owners = new LRUCache<string, Variants>({ maxSize: mostBytes, sizeCalculation: sizeOf });
  // Owners who are being read.
  const underWay = new Map<string, { readers: number }>();
  const names = new WeakMap<Caller, Readonly<Record<CachedRead["source"], string>>>();

  /** Tokens are known by their SHA-256 only. Made once for a caller: a page asks a thousand times. */
  function nameOf({ source, credential }: CachedRead): string {
    if (credential === "service") return source;
    const known = names.get(credential);
    if (known !== undefined) return known[source];
    const hash = sha256(credential.accessToken.reveal());
    const made = { list: `list ${hash}`, userinfo: `userinfo ${hash}` };
    names.set(credential, made);
    return made[source];
  }

  function keep(ownerId: string, name: string, owner: CachedOwner): void {
    const now = clock.now();
    const others = [...(owners.get(ownerId) ?? [])].filter(([, { until }]) => until > now);
    owners.set(ownerId, new Map([...others, [name, { owner, until: now + forMs }]]));
  }

  return {
    get(read) {
      const variant = owners.get(read.ownerId)?.get(nameOf(read));
      const isFresh = variant !== undefined && variant.until > clock.now();
      onCacheRead(isFresh ? "hit" : "miss");
      return isFresh ? variant.owner : undefined;
    },
    startRead(read) {
      const { ownerId } = read;
      const reading = underWay.get(ownerId) ?? { readers: 0 };
      underWay.set(ownerId, reading);
      reading.readers++;
      return (owner) => {
        reading.readers--;
        if (underWay.get(ownerId) !== reading) return;
        if (reading.readers === 0) underWay.delete(ownerId);
        if (owner !== undefined) keep(ownerId, nameOf(read), owner);
      };
    },
    invalidate(ownerId) {
      owners.delete(ownerId);
      underWay.delete(ownerId);
    },
  };
}

function sizeOf(variants: Variants): number {
  let size = overheadBytes;
  for (const { owner } of variants.values()) {
    size += owner.bytes + overheadBytes * (1 + owner.entries.length);
  }
  return size;
}
