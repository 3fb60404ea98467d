import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { z } from "zod";

/** Paths of the calls to ZITADEL by purpose, in both API versions, for injecting faults. */
export const routes = {
  list: /\/(ListUserMetadata|metadata\/_search)$/,
  set: /\/(SetUserMetadata|metadata\/_bulk)$/,
  remove: /\/(DeleteUserMetadata|metadata\/_bulk)$/,
  getUser: /\/GetUserByID$|\/management\/v1\/users\/[^/]+$/,
  userinfo: /\/userinfo$/,
  listUsers: /\/ListUsers$|\/v2\/users$/,
  events: /\/events\/_search$/,
} as const;

const kinds = [
  ["list", routes.list],
  // In v1, both writes have the same path.
  ["set", /\/SetUserMetadata$|^POST .*\/metadata\/_bulk$/],
  ["remove", /\/DeleteUserMetadata$|^DELETE .*\/metadata\/_bulk$/],
  ["getUser", routes.getUser],
  ["userinfo", routes.userinfo],
  ["introspect", /\/introspect$/],
  ["keys", /\/keys$/],
  ["listUsers", routes.listUsers],
  ["events", routes.events],
] as const;

/** The purpose of a call to ZITADEL, independent of the API version. */
export type CallKind = (typeof kinds)[number][0] | "other";

export interface RecordedCall {
  readonly method: string;
  /** Path without the query string. */
  readonly path: string;
  /** Headers by lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface RecordedCalls extends Disposable {
  /** Returns the calls since the previous `take`, oldest first. */
  take(): readonly RecordedCall[];
}

const channel = "undici:request:create";
const message = z.object({
  request: z.object({
    origin: z.coerce.string(),
    method: z.string(),
    path: z.string(),
    headers: z.array(z.string()),
  }),
});

/**
 * Records the calls of this process to a server through undici. Works with any server, not only with the
 * emulator.
 */
export function recordCalls(origin: string): RecordedCalls {
  const calls: RecordedCall[] = [];
  const record = (published: unknown): void => {
    const { request } = message.parse(published);
    if (request.origin !== origin) return;
    const { method, path, headers } = request;
    calls.push({ method, path: new URL(path, origin).pathname, headers: toRecord(headers) });
  };
  subscribe(channel, record);
  return {
    take: () => calls.splice(0),
    [Symbol.dispose]() {
      unsubscribe(channel, record);
    },
  };
}

/** Counts the calls of each kind. */
export function countKinds(calls: readonly RecordedCall[]): Partial<Record<CallKind, number>> {
  const counts: Partial<Record<CallKind, number>> = {};
  for (const { method, path } of calls) {
    const call = `${method} ${path}`;
    const [kind] = kinds.find(([, pattern]) => pattern.test(call)) ?? ["other" as const];
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}

/** ZITADEL's response to a call without permission. */
export const permissionDenied = {
  status: 403,
  body: JSON.stringify({ code: "permission_denied", message: "No matching permissions found" }),
};

/** ZITADEL's response to the deletion of several keys if one of them does not exist. */
export const keyNotFound = {
  status: 404,
  body: JSON.stringify({
    code: "not_found",
    message: "One or more keys do not exist (META-2nnds)",
    details: [{ type: "zitadel.v1.ErrorDetail", debug: { id: "META-2nnds" } }],
  }),
};

/** Converts a list in which names and values alternate. */
function toRecord(headers: readonly string[]): Readonly<Record<string, string>> {
  const record: Record<string, string> = {};
  for (let index = 0; index < headers.length; index += 2)
    record[headers[index]?.toLowerCase() ?? ""] = headers[index + 1] ?? "";
  return record;
}
