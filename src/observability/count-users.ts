import type { GuardedSource } from "../access/guarded-source.js";

/** The same source; whoever is read or written through it gets into `owners`. */
export function countUsers(source: GuardedSource, owners: Set<string>): GuardedSource {
  return {
    load(ids, asking) {
      for (const id of ids) owners.add(id);
      return source.load(ids, asking);
    },
    set(id, entries, writing) {
      owners.add(id);
      return source.set(id, entries, writing);
    },
    remove(id, keys, writing) {
      owners.add(id);
      return source.remove(id, keys, writing);
    },
    knows: (id, asking) => source.knows(id, asking),
  };
}
