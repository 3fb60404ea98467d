/** A change at the end of what was read: where it is not found again, the history is not the one that was followed. */
export interface Anchor {
  /** Of the user, or the organisation. */
  readonly id: string;
  readonly sequence: number;
  readonly date: number;
}

/** How far the history was read. Dates are microseconds since 1970. */
export interface Position {
  /** All that is older, or of its date, is in the replica; undefined: nothing. */
  readonly anchor: Anchor | undefined;
  /** What is of this date or older does not come late any more: reading goes on from here at the latest. Undefined: from the beginning. */
  readonly settled: number | undefined;
  /** Whether the end was reached once: whoever has nothing here has nothing. */
  readonly isFilled: boolean;
}
