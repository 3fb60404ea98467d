import type { IncomingHttpHeaders } from "node:http";
import { isOwnerId } from "../people.js";

/** A request as it came. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What ZITADEL would not have been asked so: the bench fails. */
export class WrongAsk extends Error {}

export function requireMethod({ method, path }: Asked, expected: string): void {
  if (method !== expected) throw new WrongAsk(`${method} ${path}: expected ${expected}`);
}

export function requireType({ headers, path }: Asked, expected: string): void {
  const found = headers["content-type"] ?? "";
  if (found === expected || found.split(";")[0]?.trim() === expected) return;
  throw new WrongAsk(`${path}: content-type ${JSON.stringify(found)}, expected ${expected}`);
}

/** The user of the token. */
export function requireBearer({ headers, path }: Asked, userOf: ReadonlyMap<string, string>): string {
  const { authorization = "" } = headers;
  const [, token = ""] = /^Bearer (.+)$/.exec(authorization) ?? [];
  const user = userOf.get(token);
  if (user === undefined) throw new WrongAsk(`${path}: no token that is known`);
  return user;
}

export function requireOwner(id: unknown, { path }: Asked): string {
  if (typeof id !== "string" || !isOwnerId(id))
    throw new WrongAsk(`${path}: ${JSON.stringify(id)} is no user`);
  return id;
}

/** What is to be set. */
export interface Entry {
  readonly key: string;
  readonly value: string;
}

/** The body, a JSON object that holds nothing but these. By hand, for this is what every contender waits for. */
export function requireBody(asked: Asked, ...names: readonly string[]): ReadonlyMap<string, unknown> {
  requireMethod(asked, "POST");
  requireType(asked, "application/json");
  const body = parseJson(asked);
  if (!isObject(body)) throw new WrongAsk(`${asked.path}: no message`);
  const fields = new Map(Object.entries(body));
  const strange = [...fields.keys()].find((name) => !names.includes(name));
  if (strange !== undefined) throw new WrongAsk(`${asked.path}: there is no ${strange}`);
  return fields;
}

/** A page that has room for all of an owner. */
export function requirePage(page: unknown, { path }: Asked): void {
  if (page === undefined) return;
  const { offset = 0, limit = 1000, asc = true, ...rest } = isObject(page) ? page : { offset: page };
  const isRight = offset === 0 && typeof limit === "number" && limit >= 5 && limit <= 1000;
  if (isRight && typeof asc === "boolean" && Object.keys(rest).length === 0) return;
  throw new WrongAsk(`${path}: the page ${JSON.stringify(page)}`);
}

export function requireEntries(entries: unknown, { path }: Asked): readonly Entry[] {
  if (!Array.isArray(entries) || entries.length === 0) throw new WrongAsk(`${path}: nothing to set`);
  return entries.map((entry: unknown) => {
    const { key, value, ...rest } = isObject(entry) ? entry : {};
    const isRight = typeof key === "string" && key !== "" && Object.keys(rest).length === 0;
    if (isRight && typeof value === "string" && isBase64(value)) return { key, value };
    throw new WrongAsk(`${path}: the entry ${JSON.stringify(entry)}`);
  });
}

/** `[{inUserIdsQuery: {userIds}}]`: the ids, of 1,000 users at most. */
export function requireUserIds(queries: unknown, asked: Asked): readonly string[] {
  const [query, ...others] = Array.isArray(queries) ? queries : [];
  const search: unknown = isObject(query) ? query["inUserIdsQuery"] : undefined;
  const ids: unknown = isObject(search) ? search["userIds"] : undefined;
  if (others.length > 0 || !Array.isArray(ids) || ids.length === 0 || ids.length > 1000) {
    throw new WrongAsk(`${asked.path}: no search for users by their ids`);
  }
  return ids.map((id: unknown) => requireOwner(id, asked));
}

function isBase64(text: string): boolean {
  return text !== "" && Buffer.from(text, "base64").toString("base64") === text;
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function parseJson({ body, path }: Asked): unknown {
  try {
    const value: unknown = JSON.parse(body);
    return value;
  } catch {
    throw new WrongAsk(`${path}: no JSON but ${JSON.stringify(body.slice(0, 40))}`);
  }
}
