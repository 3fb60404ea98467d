import { z } from "zod";
import { failure, failureOf } from "./failure.js";

/** On whose behalf ZITADEL is asked: their header as it came, and until when they wait. */
export interface Asking {
  readonly authorization: string;
  readonly signal: AbortSignal;
}

const deadlineMs = 5000;

/** What is asked of ZITADEL, with the caller's own token alone: it decides who sees whom. */
export interface Zitadel {
  /** The id of the caller. */
  callerId(asking: Asking): Promise<string>;
  /** https://zitadel.com/docs/reference/api/user/zitadel.user.v2.UserService.ListUsers */
  listUsers(request: ListUsers, asking: Asking): Promise<UserList>;
}

export function createZitadel(issuer: string): Zitadel {
  return {
    async callerId(asking) {
      return (await ask(`${issuer}/oidc/v1/userinfo`, {}, userInfo, asking)).sub;
    },
    listUsers(request, asking) {
      const json = { method: "POST", body: JSON.stringify(request) };
      return ask(`${issuer}/zitadel.user.v2.UserService/ListUsers`, json, userList, asking);
    },
  };
}

export interface ListUsers {
  readonly query: { readonly offset?: number; readonly limit: number; readonly asc?: boolean };
  readonly sortingColumn?: "USER_FIELD_NAME_USER_NAME";
  readonly queries: readonly object[];
}

const userInfo = z.object({ sub: z.string().min(1) });

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

// ZITADEL leaves out what is zero or empty, and the total of a page that has no rows.
const userList = z.object({
  details: z.object({ totalResult: z.coerce.number().optional() }).default({}),
  result: z.array(user).default([]),
});

export type ZitadelUser = z.infer<typeof user>;
export type UserList = z.infer<typeof userList>;

async function ask<T>(url: string, init: RequestInit, answer: z.ZodType<T>, asking: Asking): Promise<T> {
  const deadline = AbortSignal.timeout(deadlineMs);
  const { authorization } = asking;
  let status: number;
  let body: string;
  try {
    const response = await fetch(url, {
      ...init,
      headers: { authorization, "content-type": "application/json" },
      // Elsewhere nobody gets the token.
      redirect: "error",
      signal: AbortSignal.any([asking.signal, deadline]),
    });
    status = response.status;
    body = await response.text();
  } catch {
    if (deadline.aborted)
      throw failure("UPSTREAM_TIMEOUT", `ZITADEL did not answer within ${deadlineMs} ms.`);
    throw failure("UPSTREAM_UNAVAILABLE", "ZITADEL could not be reached.");
  }
  const refused = failureOf(status);
  if (refused !== undefined) throw refused;
  const { data } = answer.safeParse(parse(body));
  if (data === undefined) throw failure("UPSTREAM_INVALID_RESPONSE", "ZITADEL answered what cannot be read.");
  return data;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
