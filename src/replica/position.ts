/** A change at the end of what was read: where it is not found again, the history is not the one that was followed. */
export interface Anchor {
  /** Of the user, or the organisation. */
  readonly id: string;
  readonly sequence: number;
  readonly date: number;
}

/** How far the history was read. Dates are microseconds since 1970; undefined: nothing of it. */
export interface Position {
  /** What is of this date or older is in the replica. */
  readonly reached: number | undefined;
  /** What is of this date or older will not come late any more: reading goes on from here at the latest. */
  readonly settled: number | undefined;
  readonly anchor: Anchor | undefined;
  /** Whether the end was reached once: whoever has nothing here has nothing. */
  readonly isFilled: boolean;
}
