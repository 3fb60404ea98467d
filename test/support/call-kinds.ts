import type { RecordedCall } from "./record-calls.js";

/** The purpose of a call to ZITADEL, independent of the API version. */
export type CallKind =
  | "list"
  | "listUsers"
  | "set"
  | "remove"
  | "getUser"
  | "userinfo"
  | "introspect"
  | "keys"
  | "events"
  | "other";

const paths: Readonly<Record<Exclude<CallKind, "other">, RegExp>> = {
  list: /\/(ListUserMetadata|metadata\/_search)$/,
  set: /\/SetUserMetadata$|^POST .*\/metadata\/_bulk$/,
  remove: /\/DeleteUserMetadata$|^DELETE .*\/metadata\/_bulk$/,
  getUser: /\/GetUserByID$|\/management\/v1\/users\/[^/]+$/,
  userinfo: /\/userinfo$/,
  introspect: /\/introspect$/,
  keys: /\/keys$/,
  listUsers: /\/ListUsers$|\/v2\/users$/,
  events: /\/events\/_search$/,
};

const kinds = [
  "list",
  "listUsers",
  "set",
  "remove",
  "getUser",
  "userinfo",
  "introspect",
  "keys",
  "events",
] as const;

/** Paths of the calls of each kind in both API versions, for injecting faults. */
export const routes = {
  list: /\/(ListUserMetadata|metadata\/_search)$/,
  set: /\/(SetUserMetadata|metadata\/_bulk)$/,
  remove: /\/(DeleteUserMetadata|metadata\/_bulk)$/,
  getUser: /\/GetUserByID$|\/management\/v1\/users\/[^/]+$/,
  userinfo: /\/userinfo$/,
  listUsers: /\/ListUsers$|\/v2\/users$/,
  events: /\/events\/_search$/,
} as const;

/** Counts the calls of each kind. */
export function countKinds(calls: readonly RecordedCall[]): Partial<Record<CallKind, number>> {
  const counts: Partial<Record<CallKind, number>> = {};
  for (const { method, path } of calls) {
    const kind = kindOf(`${method} ${path}`);
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}

function kindOf(call: string): CallKind {
  for (const kind of kinds) if (paths[kind].test(call)) return kind;
  return "other";
}
