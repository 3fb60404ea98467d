/** Adaptive page size, for searches whose response may exceed a size limit. */
export interface PageSize {
  readonly current: number;
  /** Call after a page that was too large. */
  shrink(): void;
  /** Call after a page that was received. */
  grow(): void;
}

/**
 * Pages received before the size grows again. Large events tend to follow each other, so growing
 * sooner would fail on every second page.
 */
const growAfter = 4;

export function createPageSize(max: number): PageSize {
  let current = max;
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
      if (current === max || ++successes < growAfter) return;
      successes = 0;
      current = Math.min(max, current * 2);
    },
  };
}
