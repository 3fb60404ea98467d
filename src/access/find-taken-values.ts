import { Failure } from "../lib/failure.js";
import type { CallContext } from "../metadata/caller.js";
import type { Entry, InputProblem, ParsedEntry } from "../metadata/input.js";
import { asServiceUser } from "./service-user-failure.js";
import { unlimitedBudget } from "../metadata/read-limits.js";
import type { CallOptions, MetadataSource } from "../metadata/source.js";
import type { ValueRules } from "../metadata/value-rules.js";

/** An entry to write, with its path in the input. */
type NewEntry = ParsedEntry & { readonly path: readonly string[] };

/** Returns the problems of unique values that other users have. */
export type FindTakenValues = (
  userId: string,
  entries: readonly NewEntry[],
  context: CallContext,
) => Promise<readonly InputProblem[]>;

/** Enough to find another user beside the one that is written to, though the search lags behind writes. */
const maxMatches = 20;

/** `hasServiceUser`: the service user searches, because a caller may not see all users. */
export function createFindTakenValues(
  source: Pick<MetadataSource, "findUsers" | "load">,
  { isUnique }: ValueRules,
  hasServiceUser: boolean,
): FindTakenValues {
  async function isTaken(
    userId: string,
    { key, bytes }: NewEntry,
    { credential, ...options }: CallOptions,
  ): Promise<boolean> {
    const condition = { key, values: [bytes], credential, among: undefined };
    const search = { conditions: [condition], inOrder: false, after: "", maxMatches, prefersCurrent: true };
    try {
      for await (const found of source.findUsers(search, options)) {
        const others = found.filter((id) => id !== userId);
        if (await haveEntry(others, { key, bytes }, { credential, ...options })) return true;
      }
    } catch (error) {
      if (error instanceof Failure && error.code === "TOO_MANY_MATCHES") return true;
      throw error;
    }
    return false;
  }

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

  return async (userId, entries, { caller, ...options }) => {
    const unique = entries.filter(({ key }) => isUnique(key));
    const credential = hasServiceUser ? "service" : caller;
    const checks = Promise.all(unique.map((entry) => isTaken(userId, entry, { ...options, credential })));
    const taken = await (hasServiceUser ? asServiceUser(checks) : checks);
    return unique
      .filter((_, n) => taken[n] === true)
      .map(({ key, path, field }) => notUnique(key, [...path, field]));
  };
}

function notUnique(key: string, field: readonly string[]): InputProblem {
  return {
    code: "VALUE_NOT_UNIQUE",
    message: "Another user has this value. Choose another one.",
    field,
    key,
  };
}
