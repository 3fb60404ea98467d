import { Failure } from "../lib/failure.js";
import type { MetadataEntry } from "../metadata/entry.js";
import type { NewEntry } from "../metadata/new-entries.js";
import { unlimited } from "../metadata/read-budget.js";
import type { Asking, MetadataReader } from "../metadata/source.js";
import { createListSource } from "./list-source.js";
import type { WithApi } from "./user-api.js";

/** What an owner has now, as writes need to know it: whatever the caller may see of it, and however large it is. */
export interface Written {
  keysOf(ownerId: string, asking: Asking): Promise<ReadonlySet<string>>;
  /** Whether all of this stands there. */
  hasAll(ownerId: string, entries: readonly NewEntry[], asking: Asking): Promise<boolean>;
}

const everything = { maxOwnerBytes: Number.POSITIVE_INFINITY, atOnce: 1 };

export function createWritten(withApi: WithApi): Written {
  const lists = createListSource(withApi, everything);
  const keyLists = createListSource(withoutValues(withApi), everything);

  async function keysOf(ownerId: string, asking: Asking): Promise<ReadonlySet<string>> {
    const entries = await read(keyLists, ownerId, () => true, asking);
    return new Set(entries.map(({ key }) => key));
  }

  return {
    keysOf,
    async hasAll(ownerId, entries, asking) {
      const wanted = new Map(entries.map(({ key, bytes }) => [key, bytes]));
      const found = await read(lists, ownerId, (key) => wanted.has(key), asking);
      return (
        found.length === wanted.size &&
        found.every(({ key, bytes }) => wanted.get(key)?.equals(bytes) === true)
      );
    },
  };
}

/** Those of the owner's entries that are of interest; the others are not kept. */
async function read(
  lists: MetadataReader,
  ownerId: string,
  isWanted: (key: string) => boolean,
  asking: Asking,
): Promise<readonly MetadataEntry[]> {
  const [loaded] = await lists.load([ownerId], {
    ...asking,
    withDates: false,
    shows: (_, key) => isWanted(key),
    needsSecondLook: () => false,
    budget: unlimited,
  });
  if (loaded === undefined) throw new TypeError("a source answers every owner it was asked for");
  if (loaded instanceof Failure) throw loaded;
  return loaded;
}

/** Lists of which nothing but the keys is kept. */
function withoutValues(withApi: WithApi): WithApi {
  const bytes = Buffer.alloc(0);
  return (use, signal) =>
    withApi(
      (api) =>
        use({
          ...api,
          decodePage(body, ownerId) {
            const { total, entries } = api.decodePage(body, ownerId);
            return { total, entries: entries.map((entry) => ({ ...entry, bytes })) };
          },
        }),
      signal,
    );
}
