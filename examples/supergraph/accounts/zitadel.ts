import { z } from "zod";
import { type CallOptions, call } from "../zitadel/call.js";
import { readUserInfo } from "../zitadel/user-info.js";

/** ZITADEL's API, called with the caller's access token. */
export interface Zitadel {
  /** Returns the id of the caller. */
  callerId(options: CallOptions): Promise<string>;
  /** https://zitadel.com/docs/reference/api/user/zitadel.user.v2.UserService.ListUsers */
  listUsers(request: ListUsers, options: CallOptions): Promise<UserList>;
}

export function createZitadel(issuer: string): Zitadel {
  return {
    async callerId(options) {
      return (await readUserInfo(issuer, options)).id;
    },
    listUsers(request, options) {
      const json = { method: "POST", body: JSON.stringify(request) };
      return call(`${issuer}/zitadel.user.v2.UserService/ListUsers`, json, userList, options);
    },
  };
}

export interface ListUsers {
  readonly query: { readonly offset?: number; readonly limit: number; readonly asc?: boolean };
  readonly sortingColumn?: "USER_FIELD_NAME_USER_NAME";
  readonly queries: readonly object[];
}

const user = z.object({
  userId: z.string(),
  username: z.string(),
  state: z.string().optional(),
  human: z
    .object({
      profile: z.object({ displayName: z.string().optional() }).optional(),
      email: z.object({ email: z.string().optional() }).optional(),
    })
    .optional(),
  machine: z.object({ name: z.string().optional() }).optional(),
});

// ZITADEL omits zero and empty values, and the total of a page without rows.
const userList = z.object({
  details: z.object({ totalResult: z.coerce.number().optional() }).default({}),
  result: z.array(user).default([]),
});

export type ZitadelUser = z.infer<typeof user>;
export type UserList = z.infer<typeof userList>;
