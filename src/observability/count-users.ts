import type { GuardedSource } from "../access/guarded-source.js";

/** The same source; whoever is read or written through it gets into `owners`. */
export function countUsers(source: GuardedSource, userIds: Set<string>): GuardedSource {
  return {
    load(ids, asking) {
      for (const id of ids) userIds.add(id);
      return source.load(ids, asking);
    },
    set(id, entries, writing) {
      userIds.add(id);
      return source.set(id, entries, writing);
    },
    remove(id, keys, writing) {
      userIds.add(id);
      return source.remove(id, keys, writing);
    },
    userExists: (id, asking) => source.userExists(id, asking),
  };
}
