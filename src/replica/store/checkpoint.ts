import type { ChangePosition } from "../../changes/change-feed.js";

/** Position of the replica in ZITADEL's event history. Dates are microseconds since 1970. */
export interface Checkpoint {
  /**
   * Newest change in the replica; undefined if the replica contains no change. The replica has all older changes and all
   * visible changes of the same date. If the change is missing from the history later, the history was
   * truncated or belongs to another instance.
   */
  readonly head: ChangePosition | undefined;
  /**
   * Changes of this date or older can no longer arrive late. The next read starts at or before this date.
   * Undefined: it starts at the beginning of the history.
   */
  readonly lowWatermark: number | undefined;
  /**
   * Whether a read has reached the end of the history. From then on, a user without a record has no metadata.
   */
  readonly isComplete: boolean;
}
