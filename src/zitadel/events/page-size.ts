/** How many are asked for at a time where a page may be too large to be answered. */
export interface PageSize {
  readonly current: number;
  /** A page was too large. */
  shrink(): void;
  /** A page came. */
  grow(): void;
}

/** Large ones seldom come alone: it is not to be found out again with every second page. */
const growAfter = 4;

export function createPageSize(most: number): PageSize {
  let current = most;
  let successes = 0;
  return {
    get current() {
      return current;
    },
    shrink() {
      successes = 0;
      current = Math.ceil(current / 2);
    },
    grow() {
      if (current === most || ++successes < growAfter) return;
      successes = 0;
      current = Math.min(most, current * 2);
    },
  };
}
