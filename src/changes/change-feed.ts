import type { Change } from "./change.js";

/** Changes in the order of their dates. Dates are microseconds since 1970. */
export interface ChangePage {
  readonly changes: readonly Change[];
  /** No change that can be seen now and is of this date or older is missing; undefined where there is none at all. */
  readonly position: number | undefined;
  /** Whether there was nothing more to be seen. */
  readonly isLast: boolean;
}

/** Which change it is. */
export interface ChangePosition {
  /** Of the user, or the organisation. */
  readonly id: string;
  readonly sequence: number;
  readonly date: number;
}

/** ZITADEL's history of all metadata. All throw their Failure. */
export interface ChangeFeed {
  /** Changes after this date (exclusive; undefined: from the beginning), as many as one page has, whole dates only. */
  read(after: number | undefined, signal: AbortSignal): Promise<ChangePage>;
  /** The last change that can be seen; undefined where there is none. */
  head(signal: AbortSignal): Promise<ChangePosition | undefined>;
  /** From when on there is a history. `isWhole`: it goes back to the beginning of the instance. */
  oldest(signal: AbortSignal): Promise<{ readonly date: number; readonly isComplete: boolean } | undefined>;
}

/** All users there are. */
export interface UserDirectory {
  /** The ids of those who were created before this date (undefined: of all), a batch at a time; some may come twice. Throws its Failure. */
  listIds(createdBefore: number | undefined, signal: AbortSignal): AsyncIterable<readonly string[]>;
}
