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
  /** Throws REQUEST_TOO_LARGE for an operation that exceeds a limit. */
  readonly checkLimits: (text: string) => void;
  /** Valid documents, by Apollo Server's hash of schema and text. Clients cannot choose the key. */
  readonly store: DocumentStore;
  /** Texts by SHA-256 hash, for automatic persisted queries. Apollo Server verifies the hash. */
  readonly persistedQueries: PersistedQueries;
  /** The text with this hash, if it is cached. */
  readonly persistedText: (hash: string) => string | undefined;
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
    store: {
      get: (key) => Promise.resolve(validated.get(key)),
      set(key, document) {
        validated.set(key, document);
        return Promise.resolve();
      },
      delete: (key) => Promise.resolve(validated.delete(key)),
    },
    persistedQueries: {
      get: (key) => Promise.resolve(persisted.get(key)),
      set(key, text) {
        persisted.set(key, text);
        return Promise.resolve();
      },
      delete: (key) => Promise.resolve(persisted.delete(key)),
    },
    persistedText: (hash) => persisted.get(apolloPrefix + hash),
  };
}
