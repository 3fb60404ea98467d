import type { RequestScope } from "../lib/request-scope.js";
import type { Failure } from "../lib/failure.js";
import type { Caller } from "./caller.js";
import type { MetadataEntry } from "./entry.js";
import type { ReadBudget } from "./read-limits.js";
import type { Entry } from "./input.js";

/** The access token for a call to ZITADEL: the caller's, or that of the subgraph's service user. */
export type Credential = Caller | "service";

/** The credential of a call, the request that it is made for, and the signal that cancels it. */
export interface CallOptions {
  readonly credential: Credential;
  readonly scope: RequestScope;
  readonly signal: AbortSignal;
}

export interface ReadOptions extends CallOptions {
  /** Whether to prefer a source that has dates. Entries may have dates even if false. */
  readonly withDates: boolean;
  /**
   * Whether the caller may see this entry. Hidden entries do not count towards limits and do not affect the
   * calls made.
   */
  readonly isVisible: (userId: string, key: string) => boolean;
  /** Limit for all reads of the request together. */
  readonly budget: ReadBudget;
}

export interface WriteOptions extends CallOptions {
  /**
   * Whether some of the keys are hidden from the caller. The write must not reveal their values or whether
   * they exist, neither by its result nor by the calls that it makes.
   */
  readonly mustNotReveal: boolean;
}

/** A user's entries ordered by key, or the failure that prevented reading them. */
export type LoadResult = readonly MetadataEntry[] | Failure;

/** A source of metadata for reads. */
export interface MetadataReader {
  /**
   * Returns one result per user, in the order of `userIds` (without duplicates). A failure takes the place of
   * the user's entries. An unknown user has no entries.
   */
  load(userIds: readonly string[], options: ReadOptions): Promise<readonly LoadResult[]>;
}

/**
 * Port for metadata: adapters for ZITADEL and the replica implement it, resolvers depend on it. It does not
 * enforce the access rules; `access/guarded-source.ts` does. All methods except `load` throw their Failure.
 */
export interface MetadataSource extends MetadataReader {
  /** Sets all the entries or none of them. Returns false if the user does not exist. */
  set(userId: string, entries: readonly Entry[], options: WriteOptions): Promise<boolean>;
  /**
   * Removes all the keys or none of them. Returns the keys that existed, or undefined if the user does not
   * exist.
   */
  remove(
    userId: string,
    keys: readonly string[],
    options: WriteOptions,
  ): Promise<readonly string[] | undefined>;
  /** Whether the user exists. Throws FORBIDDEN if the credential may not see the user. */
  userExists(userId: string, options: CallOptions): Promise<boolean>;
  /** Returns organization ids by user id, for those of the users that the credential may see. */
  getOrganizations(userIds: readonly string[], options: CallOptions): Promise<ReadonlyMap<string, string>>;
}
