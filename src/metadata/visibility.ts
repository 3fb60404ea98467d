import type { Caller } from "./caller.js";
import type { CallOptions } from "./source.js";

/**
 * Which users a caller can see in ZITADEL. Callers can read the metadata of exactly those users. ZITADEL's v1
 * API cannot tell: with it, no user is visible.
 */
export interface Visibility {
  /** Whether ZITADEL's API can tell which users a caller can see. */
  isSupported(options: CallOptions): Promise<boolean>;
  /**
   * The users that the caller can see. Queries ZITADEL for users that are not cached, and throws the Failure
   * of the query.
   */
  visibleTo(caller: Caller, userIds: readonly string[], options: CallOptions): Promise<ReadonlySet<string>>;
  /** The users that are cached as visible, without a query. */
  cached(caller: Caller, userIds: readonly string[]): ReadonlySet<string>;
  /** Caches that the caller can see this user, because ZITADEL has returned the user's metadata. */
  store(caller: Caller, userId: string): void;
}
