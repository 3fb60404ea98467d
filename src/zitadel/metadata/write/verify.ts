import { Failure } from "../../../lib/failure.js";
import type { MetadataEntry } from "../../../metadata/entry.js";
import type { Entry } from "../../../metadata/input.js";
import { unlimitedBudget } from "../../../metadata/read-limits.js";
import type { CallOptions } from "../../../metadata/source.js";
import type { State } from "../../../metadata/update/evaluate.js";
import { createListReader, type ListReader } from "../read/list.js";
import type { UserApi } from "../../api/user-api.js";

/** Reads a user's current entries for a write, regardless of access rules and size limits. */
export interface WriteVerifier {
  keysOf(userId: string, options: CallOptions): Promise<ReadonlySet<string>>;
  /** The values of those of the keys that the user has. */
  valuesOf(userId: string, keys: ReadonlySet<string>, options: CallOptions): Promise<State>;
  /** Whether the user has all these entries with these values. */
  containsAll(userId: string, entries: readonly Entry[], options: CallOptions): Promise<boolean>;
}

const unlimited = { maxUserBytes: Number.POSITIVE_INFINITY, concurrency: 1 };

export function createWriteVerifier(api: Pick<UserApi, "list">): WriteVerifier {
  const reader = createListReader(api, unlimited);
  const keyReader = createListReader(withoutValues(api), unlimited);

  async function keysOf(userId: string, options: CallOptions): Promise<ReadonlySet<string>> {
    const entries = await read(keyReader, userId, () => true, options);
    return new Set(entries.map(({ key }) => key));
  }

  return {
    keysOf,
    async valuesOf(userId, keys, options) {
      const entries = await read(reader, userId, (key) => keys.has(key), options);
      return new Map(entries.map(({ key, bytes }) => [key, bytes]));
    },
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
  reader: ListReader,
  userId: string,
  isRelevant: (key: string) => boolean,
  options: CallOptions,
): Promise<readonly MetadataEntry[]> {
  const loaded = await reader.loadOne(userId, {
    ...options,
    withDates: false,
    isVisible: (_, key) => isRelevant(key),
    budget: unlimitedBudget,
  });
  if (loaded instanceof Failure) throw loaded;
  return loaded;
}

/** Wraps the API so that lists keep the keys only. */
function withoutValues(api: Pick<UserApi, "list">): Pick<UserApi, "list"> {
  const bytes = Buffer.alloc(0);
  return {
    async list(...parameters) {
      const page = await api.list(...parameters);
      if (page === "tooLarge") return page;
      return { ...page, entries: page.entries.map((entry) => ({ ...entry, bytes })) };
    },
  };
}
