/**
 * Runs `task` for each item, at most `limit` of them at the same time, and yields the results in the order of
 * the items. At most `limit` results wait in memory.
 */
export async function* mapInOrder<T, R>(
  items: AsyncIterable<T> | Iterable<T>,
  limit: number,
  task: (item: T) => Promise<R>,
): AsyncGenerator<R> {
  const pending: Promise<R>[] = [];
  for await (const item of items) {
    const result = task(item);
    // A failure is thrown when it is the result's turn.
    result.catch(() => undefined);
    pending.push(result);
    if (pending.length < limit) continue;
    const first = pending.shift();
    if (first !== undefined) yield await first;
  }
  for (const result of pending) yield await result;
}
