import type { ApolloServerOptions } from "@apollo/server";
import type { DocumentNode } from "graphql";
import { LRUCache } from "lru-cache";
import { type DocumentLimits, enforceDocumentLimits } from "../limits/document-limits.js";

type DocumentStore = NonNullable<ApolloServerOptions<never>["documentStore"]>;

/** Operations' texts that were seen before: they are neither read nor checked again. Nothing of a request is in it but its text. */
export interface DocumentCache {
  /** Throws REQUEST_TOO_LARGE for an operation's text that is too much. */
  readonly checkLimits: (text: string) => void;
  /** What Apollo Server parsed and found valid, by its own hash of schema and text: no client can choose another's key. */
  readonly store: DocumentStore;
}

/** Of text: a parsed document takes up to 170 bytes a character. */
const bounds = { max: 1000, maxSize: 512 * 1024 };

export function createDocumentCache(limits: DocumentLimits): DocumentCache {
  const checked = new LRUCache<string, true>({ ...bounds, sizeCalculation: (_, text) => text.length + 1 });
  const validated = new LRUCache<string, DocumentNode>({
    ...bounds,
    sizeCalculation: ({ loc }, key) => key.length + (loc?.end ?? 0),
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
  };
}
