import type { CallContext } from "../metadata/caller.js";
import type { InputProblem, ParsedEntry } from "../metadata/input.js";
import { asServiceUser } from "./service-user-failure.js";
import { createIsValueTaken } from "./is-value-taken.js";
import type { MetadataSource } from "../metadata/source.js";
import type { ValueRules } from "../metadata/value-rules.js";

/** An entry to write, with its path in the input. */
type NewEntry = ParsedEntry & { readonly path: readonly string[] };

/** Returns the problems of unique values that other users have. */
export type FindTakenValues = (
  userId: string,
  entries: readonly NewEntry[],
  context: CallContext,
) => Promise<readonly InputProblem[]>;

/** `hasServiceUser`: the service user searches, because a caller may not see all users. */
export function createFindTakenValues(
  source: Pick<MetadataSource, "findUsers" | "load">,
  { isUnique }: ValueRules,
  hasServiceUser: boolean,
): FindTakenValues {
  const isTaken = createIsValueTaken(source);

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
