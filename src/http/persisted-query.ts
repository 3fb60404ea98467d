import { RequestError } from "./request-error.js";

const sha256 = /^[\da-f]{64}$/;

/**
 * Whether the request has the hash of an operation (automatic persisted queries). Throws RequestError for an
 * unknown version and an invalid hash: Apollo Server would use any JSON value as a cache key.
 */
export function hasPersistedQuery(extensions: unknown): boolean {
  const persistedQuery = propertyOf(extensions, "persistedQuery");
  if (persistedQuery === undefined || persistedQuery === null) return false;
  const hash = propertyOf(persistedQuery, "sha256Hash");
  if (typeof hash === "string" && sha256.test(hash)) {
    if (propertyOf(persistedQuery, "version") === 1) return true;
    throw new RequestError(400, "extensions.persistedQuery.version must be 1.");
  }
  throw new RequestError(
    400,
    "extensions.persistedQuery.sha256Hash must be the SHA-256 hash of the operation, as 64 lower-case hex digits.",
  );
}

function propertyOf(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  return Object.getOwnPropertyDescriptor(value, name)?.value;
}
