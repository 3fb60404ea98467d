/**
 * Does something for each item, in their order, for so many at a time. Where `act` answers false there was no room for it: from then on it is
 * done for one fewer at a time, for one at least.
 */
export async function forEachLimit<T>(
  atOnce: number,
  items: readonly T[],
  task: (item: T) => Promise<boolean>,
): Promise<void> {
  const rest = items.values();
  let running = Math.min(atOnce, items.length);
  async function actInTurn(): Promise<void> {
    for (const item of rest) {
      const accepted = await task(item);
      if (accepted || running === 1) continue;
      running--;
      return;
    }
  }
  await Promise.all(Array.from({ length: running }, actInTurn));
}
