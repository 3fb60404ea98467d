import type { RequestScope } from "../lib/request-scope.js";
import type { Failure } from "../lib/failure.js";
import type { Caller } from "./caller.js";
import type { MetadataEntry } from "./entry.js";
import type { ReadBudget } from "./read-budget.js";
import type { Entry } from "./input.js";

/** With whose access token ZITADEL is asked: this caller's, or that of our own service user. */
export type Credential = Caller | "service";

/** With what a call is made, for whom, and until when. */
export interface CallOptions {
  readonly credential: Credential;
  readonly asker: RequestScope;
  readonly signal: AbortSignal;
}

export interface ReadOptions extends CallOptions {
  /** Whether dates are worth another way of reading; entries may come with them all the same. */
  readonly withDates: boolean;
  /** Whether the caller will be shown this entry. What will not be shown counts for no limit and changes no call. */
  readonly isVisible: (ownerId: string, key: string) => boolean;
  /** Whether it matters that nothing to show may be a refusal: then it is found out which of the two it is, in both cases. */
  readonly mustTellEmptyFromForbidden: (ownerId: string) => boolean;
  /** What all reads of the request together may bring. */
  readonly budget: ReadBudget;
}

export interface WriteOptions extends CallOptions {
  /** Whether there are keys of which the caller must not learn what stands there, not by the calls that are made either. */
  readonly mustNotReveal: boolean;
}

/** One owner's entries ordered by key, or why they could not be read. */
export type LoadResult = readonly MetadataEntry[] | Failure;

/** A way to read metadata. */
export interface MetadataReader {
  /** Every owner's entries, in the order of `owners` (no one twice), failures in place. An unknown owner has none. */
  load(owners: readonly string[], reading: ReadOptions): Promise<readonly LoadResult[]>;
}

/**
 * What we need from ZITADEL, in our words. Whatever reaches metadata implements this; what resolves a query does not know
 * how. It decides nothing about keys: see guarded-source. All but `load` throw their Failure.
 */
export interface MetadataSource extends MetadataReader {
  /** Sets all entries of an owner or none. False when there is no such user. */
  set(ownerId: string, entries: readonly Entry[], writing: WriteOptions): Promise<boolean>;
  /** Removes all keys of an owner or none; answers those that existed. Undefined when there is no such user. */
  remove(
    ownerId: string,
    keys: readonly string[],
    writing: WriteOptions,
  ): Promise<readonly string[] | undefined>;
  /** Whether there is such a user. Throws FORBIDDEN where the credential may not know them. */
  userExists(userId: string, asking: CallOptions): Promise<boolean>;
  /** The organisations of those of the users whom the credential may see, by user id. */
  getOrganizations(userIds: readonly string[], asking: CallOptions): Promise<ReadonlyMap<string, string>>;
}
