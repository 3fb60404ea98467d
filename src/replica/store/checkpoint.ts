import type { ChangePosition } from "../../changes/change-feed.js";

/** How far the history was read. Dates are microseconds since 1970. */
export interface Position {
  /**
   * The newest change of those in the replica, and all that are older or of its date are, too; undefined: none. Where it is not found again, the history
   * is not the one that was followed.
   */
  readonly head: ChangePosition | undefined;
  /** What is of this date or older does not come late any more: reading goes on from here at the latest. Undefined: from the beginning. */
  readonly lowWatermark: number | undefined;
  /** Whether the end was reached once: whoever has nothing here has nothing. */
  readonly isComplete: boolean;
}
