import type { CallOptions, EntryMatch } from "../../metadata/source.js";
import type { Entry } from "../../metadata/input.js";
import type { MetadataPage } from "../codec.js";

/** Position and size of a page. The order is the API's own, ascending or descending. */
export interface PageRequest {
  readonly offset: number;
  readonly limit: number;
  readonly asc: boolean;
}

/** How a write ended. ZITADEL changed nothing if it did not find the user. */
export type SetResult =
  /** `changedAt`: date of the user's last change in microseconds since 1970, if ZITADEL reported it. */
  { readonly kind: "done"; readonly changedAt: number | undefined } | { readonly kind: "userNotFound" };

/** ZITADEL removed nothing if it did not find one of the keys. */
export type RemoveResult = SetResult | { readonly kind: "keyNotFound" };

export interface WriteCallOptions extends CallOptions {
  /** Whether the write depends on the entries before it: then a WriteConflict is thrown, not retried. */
  readonly isConditional?: boolean;
}

export interface EntryQuery extends EntryMatch {
  /** Only users of these organizations; undefined: of all. */
  readonly organizationIds: readonly string[] | undefined;
  /** Users to find whether or not they have such an entry. */
  readonly orUserIds: readonly string[];
  /** More ids than this may be incomplete. */
  readonly maxMatches: number;
}

/**
 * ZITADEL's API for users and their metadata. All methods throw a Failure if ZITADEL rejects the call or does
 * not respond. Writes throw WRITE_OUTCOME_UNKNOWN if ZITADEL may or may not have applied them.
 */
export interface UserApi {
  /** Returns "tooLarge" if the page exceeds a size limit of ZITADEL or of the subgraph. */
  list(userId: string, page: PageRequest, options: CallOptions): Promise<MetadataPage | "tooLarge">;
  set(userId: string, entries: readonly Entry[], options: WriteCallOptions): Promise<SetResult>;
  remove(userId: string, keys: readonly string[], options: WriteCallOptions): Promise<RemoveResult>;
  /**
   * Removes keys so that the call does not reveal whether they existed. A version without such a call removes
   * `existingKeys` instead.
   */
  removeIfPresent(
    userId: string,
    keys: readonly string[],
    existingKeys: readonly string[],
    options: WriteCallOptions,
  ): Promise<RemoveResult>;
  /**
   * Sets entries and removes keys, all or nothing. Keys that do not exist are not an error. Throws
   * NOT_SUPPORTED if the version has no such call.
   */
  setAndRemove(
    userId: string,
    entries: readonly Entry[],
    keys: readonly string[],
    options: WriteCallOptions,
  ): Promise<SetResult>;
  /** Throws NOT_SUPPORTED if the version is known to have no `setAndRemove`. */
  requireSetAndRemove(options: CallOptions): Promise<void>;
  readonly userExists: (userId: string, options: CallOptions) => Promise<boolean>;
  /** The organizations of those of the users that the credential may see, by user id. */
  getOrganizations(userIds: readonly string[], options: CallOptions): Promise<ReadonlyMap<string, string>>;
  /**
   * The ids of the users that have such an entry and that the credential may see. Throws NOT_SUPPORTED if the
   * version cannot search, or a value is longer than it accepts.
   */
  findUsers(query: EntryQuery, options: CallOptions): Promise<readonly string[]>;
  /** Whether the version can tell which users' metadata the credential may read. */
  readonly canListReadable: (options: CallOptions) => Promise<boolean>;
  /** Those of the users whose metadata the credential may read. Empty if the version cannot tell. */
  readonly listReadable: (userIds: readonly string[], options: CallOptions) => Promise<ReadonlySet<string>>;
}
