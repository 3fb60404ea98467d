import type { Cancellation } from "../lib/cancellation.js";
import type { Buffer } from "node:buffer";
import type { RequestScope } from "./request-scope.js";
import type { Failure } from "../lib/failure.js";
import type { Caller } from "./caller.js";
import type { MetadataEntry } from "./entry.js";
import type { ReadBudget } from "./read-limits.js";
import type { Entry, InputProblem } from "./input.js";
import type { StepRules } from "./update/evaluate.js";
import type { UpdatedKey, UpdateStep } from "./update/update.js";

/** The access token for a call to ZITADEL: the caller's, or that of the subgraph's service user. */
export type Credential = Caller | "service";

/** The credential of a call, the request that it is made for, and the signal that cancels it. */
export interface CallOptions {
  readonly credential: Credential;
  readonly scope: RequestScope;
  readonly signal: Cancellation;
}

/** The credentials of a search are those of its conditions. */
export type SearchOptions = Omit<CallOptions, "credential">;

export interface ReadOptions extends CallOptions {
  /** Whether to prefer a source that has dates. Entries may have dates even if false. */
  readonly withDates: boolean;
  /**
   * Whether the caller may see this entry. Hidden entries do not count towards limits and do not affect the
   * calls made.
   */
  readonly isVisible: (userId: string, key: string) => boolean;
  /** The visible ones of a user's entries: always the same list for a frozen one, which a cache keeps. */
  readonly selectVisible?: (userId: string, entries: readonly MetadataEntry[]) => readonly MetadataEntry[];
  /** Limit for all reads of the request together. */
  readonly budget: ReadBudget;
}

/** An entry of users to find. */
export interface EntryMatch {
  readonly key: string;
  /** The value is one of these, byte by byte; undefined: any value. */
  readonly values: readonly Buffer[] | undefined;
}

/** A condition of a search, and the users among whom it searches. */
export interface SearchCondition extends EntryMatch {
  /** The credential that searches: only users that it may see are found. */
  readonly credential: Credential;
  /** Only users of these organizations, and these users; undefined: all. */
  readonly among:
    | { readonly organizationIds: readonly string[]; readonly userIds: readonly string[] }
    | undefined;
}

export interface UserSearch {
  /** All of them must hold; at least one. */
  readonly conditions: readonly SearchCondition[];
  /** Whether to return users in the order of their ids. With several conditions, users are always in order. */
  readonly inOrder: boolean;
  /** Only users whose ids come after this one; empty: all. */
  readonly after: string;
  /** A condition that more users meet is an error without an index, TOO_MANY_MATCHES. */
  readonly maxMatches: number;
  /** Whether to prefer a search that lags as little as possible behind writes made elsewhere. */
  readonly prefersCurrent: boolean;
}

export interface WriteOptions extends CallOptions {
  /** The caller's user id. Writes of different callers are never sent in one call. */
  readonly callerId: string;
  /**
   * Whether some of the keys are hidden from the caller. The write must not reveal their values or whether
   * they exist, neither by its result nor by the calls that it makes.
   */
  readonly mustNotReveal: boolean;
}

export interface UpdateOptions extends WriteOptions, StepRules {
  /** Whether to evaluate the update without writing. */
  readonly dryRun: boolean;
}

/** How an update ended. `rejected`: nothing was written. */
export type UpdateResult =
  | { readonly kind: "done"; readonly keys: readonly UpdatedKey[] }
  | { readonly kind: "userNotFound" }
  | { readonly kind: "rejected"; readonly problems: readonly InputProblem[] };

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
  /**
   * Makes all changes of the steps or none of them, evaluated against the entries at that moment. Steps of
   * keys that the caller may not read must not be conditional.
   */
  update(userId: string, steps: readonly UpdateStep[], options: UpdateOptions): Promise<UpdateResult>;
  /** Whether the user exists. Throws FORBIDDEN if the credential may not see the user. */
  userExists(userId: string, options: CallOptions): Promise<boolean>;
  /**
   * The ids of users that meet the conditions, in batches. Users that do not meet them may be included, because a
   * search lags behind writes: their entries must be read to confirm it. Writes through this process do not lag.
   * Throws NOT_SUPPORTED and TOO_MANY_MATCHES.
   */
  findUsers(search: UserSearch, options: SearchOptions): AsyncIterable<readonly string[]>;
  /** Returns organization ids by user id, for those of the users that the credential may see. */
  getOrganizations(userIds: readonly string[], options: CallOptions): Promise<ReadonlyMap<string, string>>;
}
