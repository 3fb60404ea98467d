import type { ChangePosition } from "../../changes/change-feed.js";

/** Position of the replica in ZITADEL's event log. Dates are microseconds since 1970. */
export interface Checkpoint {
  /**
   * Newest change in the replica; undefined if the replica contains no change. The replica has all older
   * changes and all visible changes of the same date. If the change is missing from the event log later, the
   * log was truncated or belongs to another ZITADEL instance.
   */
  readonly head: ChangePosition | undefined;
  /**
   * Changes of this date or older can no longer arrive late. The next read starts at or before this date.
   * Undefined: it starts at the beginning of the event log.
   */
  readonly lowWatermark: number | undefined;
  /**
   * Whether a read has reached the end of the event log. From then on, a user without a record has no
   * metadata.
   */
  readonly isComplete: boolean;
}
