import type { IncomingHttpHeaders } from "node:http";
import { isUserId } from "../test-data.js";

/** A request that the fake ZITADEL received. */
export interface UpstreamRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A request that a correct client of ZITADEL never sends. It makes the bench fail. */
export class InvalidRequest extends Error {}

export function requireMethod({ method, path }: UpstreamRequest, expected: string): void {
  if (method !== expected) throw new InvalidRequest(`${method} ${path}: expected ${expected}`);
}

export function requireType({ headers, path }: UpstreamRequest, expected: string): void {
  const found = headers["content-type"] ?? "";
  if (found === expected || found.split(";")[0]?.trim() === expected) return;
  throw new InvalidRequest(`${path}: content-type ${JSON.stringify(found)}, expected ${expected}`);
}

/** Returns the user of the bearer token. */
export function requireBearer(
  { headers, path }: UpstreamRequest,
  userByToken: ReadonlyMap<string, string>,
): string {
  const { authorization = "" } = headers;
  const [, token = ""] = /^Bearer (.+)$/.exec(authorization) ?? [];
  const user = userByToken.get(token);
  if (user === undefined) throw new InvalidRequest(`${path}: unknown or missing token`);
  return user;
}

export function requireUserId(id: unknown, { path }: UpstreamRequest): string {
  if (typeof id !== "string" || !isUserId(id))
    throw new InvalidRequest(`${path}: ${JSON.stringify(id)} is not a user id`);
  return id;
}

/** An entry to set, its value in base64. */
export interface Entry {
  readonly key: string;
  readonly value: string;
}

/**
 * Parses the body, a JSON object with no other fields than these. Without a schema library, because every
 * target waits for it.
 */
export function requireBody(
  request: UpstreamRequest,
  ...names: readonly string[]
): ReadonlyMap<string, unknown> {
  requireMethod(request, "POST");
  requireType(request, "application/json");
  const body = parseJson(request);
  if (!isObject(body)) throw new InvalidRequest(`${request.path}: the body is not a JSON object`);
  const fields = new Map(Object.entries(body));
  const unknownField = [...fields.keys()].find((name) => !names.includes(name));
  if (unknownField !== undefined) throw new InvalidRequest(`${request.path}: unknown field ${unknownField}`);
  return fields;
}

/** Requires a page that is large enough for all entries of a user. */
export function requirePage(page: unknown, { path }: UpstreamRequest): void {
  if (page === undefined) return;
  const { offset = 0, limit = 1000, asc = true, ...rest } = isObject(page) ? page : { offset: page };
  const isValid = offset === 0 && typeof limit === "number" && limit >= 5 && limit <= 1000;
  if (isValid && typeof asc === "boolean" && Object.keys(rest).length === 0) return;
  throw new InvalidRequest(`${path}: invalid page ${JSON.stringify(page)}`);
}

export function requireEntries(entries: unknown, { path }: UpstreamRequest): readonly Entry[] {
  if (!Array.isArray(entries) || entries.length === 0) throw new InvalidRequest(`${path}: no entries to set`);
  return entries.map((entry: unknown) => {
    const { key, value, ...rest } = isObject(entry) ? entry : {};
    const isValid = typeof key === "string" && key !== "" && Object.keys(rest).length === 0;
    if (isValid && typeof value === "string" && isBase64(value)) return { key, value };
    throw new InvalidRequest(`${path}: invalid entry ${JSON.stringify(entry)}`);
  });
}

/** Returns the ids in `[{inUserIdsQuery: {userIds}}]`, at most 1,000. */
export function requireUserIds(queries: unknown, request: UpstreamRequest): readonly string[] {
  const list: readonly unknown[] = Array.isArray(queries) ? queries : [];
  const [query, ...others] = list;
  const search: unknown = isObject(query) ? query["inUserIdsQuery"] : undefined;
  const ids: unknown = isObject(search) ? search["userIds"] : undefined;
  if (others.length > 0 || !Array.isArray(ids) || ids.length === 0 || ids.length > 1000) {
    throw new InvalidRequest(`${request.path}: not a search for users by id`);
  }
  return ids.map((id: unknown) => requireUserId(id, request));
}

function isBase64(text: string): boolean {
  return text !== "" && Buffer.from(text, "base64").toString("base64") === text;
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function parseJson({ body, path }: UpstreamRequest): unknown {
  try {
    const value: unknown = JSON.parse(body);
    return value;
  } catch {
    throw new InvalidRequest(`${path}: invalid JSON ${JSON.stringify(body.slice(0, 40))}`);
  }
}
