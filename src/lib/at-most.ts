/**
 * Does something for each item, in their order, for so many at a time. Where `act` answers false there was no room for it: from then on it is
 * done for one fewer at a time, for one at least.
 */
export async function atMost<T>(
  atOnce: number,
  items: readonly T[],
  act: (item: T) => Promise<boolean>,
): Promise<void> {
  const rest = items.values();
  let acting = Math.min(atOnce, items.length);
  async function actInTurn(): Promise<void> {
    for (const item of rest) {
      const hadRoom = await act(item);
      if (hadRoom || acting === 1) continue;
      acting--;
      return;
    }
  }
  await Promise.all(Array.from({ length: acting }, actInTurn));
}
