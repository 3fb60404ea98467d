import type { Change } from "./change.js";

/** Changes in ascending order of their dates. Dates are microseconds since 1970. */
export interface ChangePage {
  readonly changes: readonly Change[];
  /**
   * All changes visible now that have this date or an older one have been returned, on this page or a
   * previous one. Undefined if there are no changes.
   */
  readonly position: number | undefined;
  /** Whether the page reaches the end of the event log. */
  readonly isLast: boolean;
}

/** Identifies a change. */
export interface ChangePosition {
  /** Id of the user or the organization. */
  readonly id: string;
  readonly sequence: number;
  readonly date: number;
}

/** All metadata changes in ZITADEL's event log. All methods reject with a Failure. */
export interface ChangeFeed {
  /**
   * Reads one page of changes after this date (exclusive; undefined: from the beginning). A page never splits
   * the changes of one date.
   */
  read(after: number | undefined, signal: AbortSignal): Promise<ChangePage>;
  /** The newest visible change; undefined if there are no changes. */
  head(signal: AbortSignal): Promise<ChangePosition | undefined>;
  /**
   * Date of the oldest event in the event log. `isComplete`: the log goes back to the creation of the ZITADEL
   * instance, so it has not been truncated.
   */
  oldest(signal: AbortSignal): Promise<{ readonly date: number; readonly isComplete: boolean } | undefined>;
}

/** All users in ZITADEL. */
export interface UserDirectory {
  /**
   * Ids of all users created before this date (undefined: of all users), in batches. An id may occur twice.
   * Throws a Failure.
   */
  listIds(createdBefore: number | undefined, signal: AbortSignal): AsyncIterable<readonly string[]>;
}
