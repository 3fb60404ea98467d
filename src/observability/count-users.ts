import type { GuardedSource } from "../access/guarded-source.js";

/** Wraps a source; adds the ids of all users that are read or written to `userIds`. */
export function countUsers(source: GuardedSource, userIds: Set<string>): GuardedSource {
  return {
    load(ids, options) {
      for (const id of ids) userIds.add(id);
      return source.load(ids, options);
    },
    set(id, entries, ...rest) {
      userIds.add(id);
      return source.set(id, entries, ...rest);
    },
    remove(id, keys, ...rest) {
      userIds.add(id);
      return source.remove(id, keys, ...rest);
    },
    userExists: (id, options) => source.userExists(id, options),
  };
}
