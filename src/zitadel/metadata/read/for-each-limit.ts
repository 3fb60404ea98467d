/**
 * Runs `task` for each item in order, with at most `limit` tasks at the same time. A task resolves to false
 * if it was rejected for lack of capacity. The limit then drops by one, but not below one.
 */
export async function forEachLimit<T>(
  limit: number,
  items: readonly T[],
  task: (item: T) => Promise<boolean>,
): Promise<void> {
  const remaining = items.values();
  let running = Math.min(limit, items.length);
  async function runWorker(): Promise<void> {
    for (const item of remaining) {
      const accepted = await task(item);
      if (accepted || running === 1) continue;
      running--;
      return;
    }
  }
  if (running === 1) await runWorker();
  else await Promise.all(Array.from({ length: running }, runWorker));
}
