import { Failure } from "../lib/failure.js";
import type { Entry } from "../metadata/input.js";
import { unlimitedBudget } from "../metadata/read-limits.js";
import type { CallOptions, MetadataSource } from "../metadata/source.js";

/** Whether another user than `userId` has the key with the same value. */
export type IsValueTaken = (userId: string, entry: Entry, options: CallOptions) => Promise<boolean>;

/** Enough to find another user beside the one that is written to, though the search lags behind writes. */
const maxMatches = 20;

export function createIsValueTaken(source: Pick<MetadataSource, "findUsers" | "load">): IsValueTaken {
  /** The search may return users whose value has changed. */
  async function haveEntry(
    userIds: readonly string[],
    { key, bytes }: Entry,
    options: CallOptions,
  ): Promise<boolean> {
    if (userIds.length === 0) return false;
    const loaded = await source.load(userIds, {
      ...options,
      withDates: false,
      isVisible: (_, other) => other === key,
      budget: unlimitedBudget,
    });
    return loaded.some((result) => {
      if (result instanceof Failure) throw result;
      return result.some((entry) => entry.key === key && entry.bytes.equals(bytes));
    });
  }

  return async (userId, entry, { credential, ...options }) => {
    const condition = { key: entry.key, values: [entry.bytes], credential, among: undefined };
    const search = { conditions: [condition], inOrder: false, after: "", maxMatches, prefersCurrent: true };
    try {
      for await (const found of source.findUsers(search, options)) {
        const others = found.filter((id) => id !== userId);
        if (await haveEntry(others, entry, { credential, ...options })) return true;
      }
    } catch (error) {
      if (error instanceof Failure && error.code === "TOO_MANY_MATCHES") return true;
      throw error;
    }
    return false;
  };
}
