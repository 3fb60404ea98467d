import { Failure } from "../../../lib/failure.js";
import type { MetadataEntry } from "../../../metadata/entry.js";
import type { Entry } from "../../../metadata/input.js";
import { unlimitedBudget } from "../../../metadata/read-budget.js";
import type { CallOptions, MetadataReader } from "../../../metadata/source.js";
import { createListReader } from "../read/list.js";
import type { WithApi } from "../../api/user-api.js";

/** Reads a user's current entries for a write, regardless of access rules and size limits. */
export interface WriteVerifier {
  keysOf(userId: string, options: CallOptions): Promise<ReadonlySet<string>>;
  /** Whether the user has all these entries with these values. */
  containsAll(userId: string, entries: readonly Entry[], options: CallOptions): Promise<boolean>;
}

const unlimited = { maxUserBytes: Number.POSITIVE_INFINITY, concurrency: 1 };

export function createWriteVerifier(withApi: WithApi): WriteVerifier {
  const reader = createListReader(withApi, unlimited);
  const keyReader = createListReader(withoutValues(withApi), unlimited);

  async function keysOf(userId: string, options: CallOptions): Promise<ReadonlySet<string>> {
    const entries = await read(keyReader, userId, () => true, options);
    return new Set(entries.map(({ key }) => key));
  }

  return {
    keysOf,
    async containsAll(userId, entries, options) {
      const expected = new Map(entries.map(({ key, bytes }) => [key, bytes]));
      const found = await read(reader, userId, (key) => expected.has(key), options);
      return (
        found.length === expected.size &&
        found.every(({ key, bytes }) => expected.get(key)?.equals(bytes) === true)
      );
    },
  };
}

/** Reads the user's entries with a relevant key. The other entries are discarded. */
async function read(
  reader: MetadataReader,
  userId: string,
  isRelevant: (key: string) => boolean,
  options: CallOptions,
): Promise<readonly MetadataEntry[]> {
  const [loaded] = await reader.load([userId], {
    ...options,
    withDates: false,
    isVisible: (_, key) => isRelevant(key),
    mustTellEmptyFromForbidden: () => false,
    budget: unlimitedBudget,
  });
  if (loaded === undefined) throw new TypeError("the reader must return one result per requested user");
  if (loaded instanceof Failure) throw loaded;
  return loaded;
}

/** Wraps the API so that lists keep the keys only. */
function withoutValues(withApi: WithApi): WithApi {
  const bytes = Buffer.alloc(0);
  return (use, signal) =>
    withApi(
      (api) =>
        use({
          ...api,
          decodePage(body, userId) {
            const { total, entries } = api.decodePage(body, userId);
            return { total, entries: entries.map((entry) => ({ ...entry, bytes })) };
          },
        }),
      signal,
    );
}
