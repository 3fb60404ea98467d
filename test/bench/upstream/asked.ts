import type { IncomingHttpHeaders } from "node:http";
import { z } from "zod";
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
  if (found.split(";")[0]?.trim() === expected) return;
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

export function requireOwner(id: string, { path }: Asked): string {
  if (!isOwnerId(id)) throw new WrongAsk(`${path}: ${JSON.stringify(id)} is no user`);
  return id;
}

const page = z
  .strictObject({ offset: z.number(), limit: z.number().min(5).max(1000), asc: z.boolean() })
  .partial();
const entry = z.strictObject({ key: z.string().min(1).max(200), value: z.base64().min(1) });

const bodies = {
  list: z.strictObject({ userId: z.string(), pagination: page.optional() }),
  search: z.strictObject({ pagination: page.optional() }),
  set: z.strictObject({ userId: z.string(), metadata: z.array(entry).min(1) }),
  setAtPath: z.strictObject({ metadata: z.array(entry).min(1) }),
};

/** The body, which must be of this message and hold nothing else. */
export function requireBody<K extends keyof typeof bodies>(
  asked: Asked,
  kind: K,
): z.infer<(typeof bodies)[K]>;
export function requireBody(asked: Asked, kind: keyof typeof bodies): unknown {
  requireMethod(asked, "POST");
  requireType(asked, "application/json");
  const parsed = bodies[kind].safeParse(parseJson(asked));
  if (parsed.success) return parsed.data;
  throw new WrongAsk(`${asked.path}: ${z.prettifyError(parsed.error)}`);
}

function parseJson({ body, path }: Asked): unknown {
  try {
    const value: unknown = JSON.parse(body);
    return value;
  } catch {
    throw new WrongAsk(`${path}: no JSON but ${JSON.stringify(body.slice(0, 40))}`);
  }
}
