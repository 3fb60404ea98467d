import { Failure } from "../lib/failure.js";
import type { Entry } from "../metadata/input.js";
import { unlimitedBudget } from "../metadata/read-limits.js";
import type { CallOptions, MetadataSource } from "../metadata/source.js";

/** Whether another user than `userId` has the key with the same value. */
export type IsValueTaken = (userId: string, entry: Entry, options: CallOptions) => Promise<boolean>;

/** Enough to find another user beside the one that is written to, though the search lags behind writes. */
const maxMatches = 20;

export function createIsValueTaken(source: Pick<MetadataSource, "findUsers" | "load">): IsValueTaken {
  return async (userId, { key, bytes }, options) => {
    const query = { key, values: [bytes], organizationIds: undefined, maxMatches };
    const found = await source.findUsers(query, options).catch((error: unknown) => {
      if (error instanceof Failure && error.code === "TOO_MANY_MATCHES") return undefined;
      throw error;
    });
    if (found === undefined) return true;
    const others = found.filter((id) => id !== userId);
    if (others.length === 0) return false;
    // The search may return users whose value has changed.
    const loaded = await source.load(others, {
      ...options,
      withDates: false,
      isVisible: (_, other) => other === key,
      budget: unlimitedBudget,
    });
    return loaded.some((result) => {
      if (result instanceof Failure) throw result;
      return result.some((entry) => entry.key === key && entry.bytes.equals(bytes));
    });
  };
}
