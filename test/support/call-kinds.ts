import type { RecordedCall } from "./record-calls.js";

/** What a call is for, whichever version of the API it is made by. */
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

/** The paths that a write or read of a kind goes to, for faults: those of either version. */
export const routes = {
  list: /\/(ListUserMetadata|metadata\/_search)$/,
  set: /\/(SetUserMetadata|metadata\/_bulk)$/,
  remove: /\/(DeleteUserMetadata|metadata\/_bulk)$/,
  getUser: /\/GetUserByID$|\/management\/v1\/users\/[^/]+$/,
  userinfo: /\/userinfo$/,
  listUsers: /\/ListUsers$|\/v2\/users$/,
  events: /\/events\/_search$/,
} as const;

/** How many of each kind there are. */
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
