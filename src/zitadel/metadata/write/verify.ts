import { Failure } from "../../../lib/failure.js";
import type { MetadataEntry } from "../../../metadata/entry.js";
import type { Entry } from "../../../metadata/input.js";
import { unlimitedBudget } from "../../../metadata/read-budget.js";
import type { CallOptions, MetadataReader } from "../../../metadata/source.js";
import { createListSource } from "../read/list.js";
import type { WithApi } from "../../api/user-api.js";

/** What an owner has now, as writes need to know it: whatever the caller may see of it, and however large it is. */
export interface WriteVerifier {
  keysOf(ownerId: string, asking: CallOptions): Promise<ReadonlySet<string>>;
  /** Whether all of this stands there. */
  containsAll(ownerId: string, entries: readonly Entry[], asking: CallOptions): Promise<boolean>;
}

const unlimited = { maxOwnerBytes: Number.POSITIVE_INFINITY, atOnce: 1 };

export function createWritten(withApi: WithApi): WriteVerifier {
  const lists = createListSource(withApi, unlimited);
  const keyLists = createListSource(withoutValues(withApi), unlimited);

  async function keysOf(ownerId: string, asking: CallOptions): Promise<ReadonlySet<string>> {
    const entries = await read(keyLists, ownerId, () => true, asking);
    return new Set(entries.map(({ key }) => key));
  }

  return {
    keysOf,
    async containsAll(ownerId, entries, asking) {
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
  asking: CallOptions,
): Promise<readonly MetadataEntry[]> {
  const [loaded] = await lists.load([ownerId], {
    ...asking,
    withDates: false,
    isVisible: (_, key) => isWanted(key),
    mustTellEmptyFromForbidden: () => false,
    budget: unlimitedBudget,
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
