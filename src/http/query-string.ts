import type { FastifyRequest } from "fastify";
import { canDecodeUri } from "../lib/can-decode-uri.js";
import { tryParseJson } from "../lib/try-parse-json.js";
import { hasPersistedQuery } from "./persisted-query.js";
import { RequestError } from "./request-error.js";

/** The query string of the request, with its question mark. Empty without one. */
export function queryStringOf({ url }: Pick<FastifyRequest, "url">): string {
  const start = url.indexOf("?");
  return start === -1 ? "" : url.slice(start);
}

/** Values that are the same as no parameter (GraphQL over HTTP). Apollo Server rejects them. */
const absent = [
  ["operationName", ""],
  ["variables", "null"],
  ["extensions", "null"],
] as const;

/** The query string without parameters whose value is the same as none. */
export function operationOf(request: Pick<FastifyRequest, "url">): string {
  const queryString = queryStringOf(request);
  const parameters = new URLSearchParams(queryString);
  if (!absent.some(([name, value]) => parameters.has(name, value))) return queryString;
  for (const [name, value] of absent) parameters.delete(name, value);
  return `?${parameters.toString()}`;
}

/** Throws RequestError for a GET request whose query string is not one GraphQL request. */
export function checkQueryString(request: Pick<FastifyRequest, "url">): void {
  const queryString = queryStringOf(request);
  // `URLSearchParams` would replace invalid bytes.
  if (!canDecodeUri(queryString)) {
    throw new RequestError(400, "The query string is not percent-encoded UTF-8.");
  }
  const parameters = new URLSearchParams(queryString);
  // Apollo Server rejects invalid JSON.
  const isPersisted = hasPersistedQuery(tryParseJson(parameters.get("extensions") ?? ""));
  if (isPersisted || (parameters.get("query") ?? "") !== "") return;
  throw new RequestError(
    400,
    'The query string has no "query". Send GET /graphql?query=…, or POST {"query": "…"} as JSON.',
  );
}
