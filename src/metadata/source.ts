import type { Buffer } from "node:buffer";
import type { RequestScope } from "../lib/request-scope.js";
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

/** Describes the entries of the users to find. */
export interface EntryQuery {
  readonly key: string;
  /** The value is one of these, byte by byte; undefined: any value. */
  readonly values: readonly Buffer[] | undefined;
  /** Only users of these organizations; undefined: of all. */
  readonly organizationIds: readonly string[] | undefined;
  /** More matches are an error, TOO_MANY_MATCHES. */
  readonly maxMatches: number;
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
   * The ids of users with such an entry, among those that the credential may see. They may lag behind writes
   * in ZITADEL. Throws NOT_SUPPORTED and TOO_MANY_MATCHES.
   */
  findUsers(query: EntryQuery, options: CallOptions): Promise<readonly string[]>;
  /** Returns organization ids by user id, for those of the users that the credential may see. */
  getOrganizations(userIds: readonly string[], options: CallOptions): Promise<ReadonlyMap<string, string>>;
}
