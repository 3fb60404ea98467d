import type { ApolloServerOptions } from "@apollo/server";
import type { DocumentNode } from "graphql";
import { LRUCache } from "lru-cache";
import { type DocumentLimits, enforceDocumentLimits } from "../limits/document-limits.js";

type Options = ApolloServerOptions<never>;
type DocumentStore = NonNullable<Options["documentStore"]>;
type PersistedQueries = NonNullable<Exclude<Options["persistedQueries"], false | undefined>["cache"]>;

/**
 * Caches operations, so that each text is parsed and validated once. Contains nothing of a request but the
 * text.
 */
export interface DocumentCache {
  /** Throws REQUEST_TOO_LARGE or BAD_USER_INPUT, like `enforceDocumentLimits`. */
  readonly checkLimits: (text: string) => void;
  /** Valid documents, by Apollo Server's hash of schema and text. Clients cannot choose the key. */
  readonly store: DocumentStore;
  /** Texts by SHA-256 hash, for automatic persisted queries. Apollo Server verifies the hash. */
  readonly persistedQueries: PersistedQueries;
  /** The text with this hash, if it is cached. */
  readonly persistedText: (hash: string) => string | undefined;
}

interface AsyncCache<Value> {
  readonly get: (key: string) => Promise<Value | undefined>;
  readonly set: (key: string, value: Value) => Promise<void>;
  readonly delete: (key: string) => Promise<boolean>;
}

/** `maxSize` counts characters of text: a parsed document takes up to 170 bytes for each. */
const bounds = { max: 1000, maxSize: 512 * 1024 };

/** Apollo Server adds it to the hashes of persisted queries. */
const apolloPrefix = "apq:";

export function createDocumentCache(limits: DocumentLimits): DocumentCache {
  const checked = new LRUCache<string, true>({ ...bounds, sizeCalculation: (_, text) => text.length + 1 });
  const validated = new LRUCache<string, DocumentNode>({
    ...bounds,
    sizeCalculation: ({ loc }, key) => key.length + (loc?.end ?? 0),
  });
  const persisted = new LRUCache<string, string>({
    ...bounds,
    sizeCalculation: (text, key) => key.length + text.length,
  });
  return {
    checkLimits(text) {
      if (checked.get(text) === true) return;
      enforceDocumentLimits(text, limits);
      checked.set(text, true);
    },
    store: toAsync(validated),
    persistedQueries: toAsync(persisted),
    persistedText: (hash) => persisted.get(apolloPrefix + hash),
  };
}

/** The interface of Apollo Server's caches, which may be remote. */
function toAsync<Value extends object | string>(cache: LRUCache<string, Value>): AsyncCache<Value> {
  return {
    get: (key) => Promise.resolve(cache.get(key)),
    set(key, value) {
      cache.set(key, value);
      return Promise.resolve();
    },
    delete: (key) => Promise.resolve(cache.delete(key)),
  };
}
