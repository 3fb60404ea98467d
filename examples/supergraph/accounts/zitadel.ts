import { z } from "zod";
import { failure, failureForStatus } from "./failure.js";

export interface CallOptions {
  /** The Authorization header of the caller's request. */
  readonly authorization: string;
  /** Aborted when the caller disconnects. */
  readonly signal: AbortSignal;
}

const deadlineMs = 5000;

/** ZITADEL's API, called with the caller's access token, so that ZITADEL enforces its permissions. */
export interface Zitadel {
  /** Returns the id of the caller. */
  callerId(options: CallOptions): Promise<string>;
  /** https://zitadel.com/docs/reference/api/user/zitadel.user.v2.UserService.ListUsers */
  listUsers(request: ListUsers, options: CallOptions): Promise<UserList>;
}

export function createZitadel(issuer: string): Zitadel {
  return {
    async callerId(options) {
      return (await call(`${issuer}/oidc/v1/userinfo`, {}, userInfo, options)).sub;
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

// ZITADEL omits zero and empty values, and the total of a page without rows.
const userList = z.object({
  details: z.object({ totalResult: z.coerce.number().optional() }).default({}),
  result: z.array(user).default([]),
});

export type ZitadelUser = z.infer<typeof user>;
export type UserList = z.infer<typeof userList>;

async function call<T>(
  url: string,
  init: RequestInit,
  schema: z.ZodType<T>,
  options: CallOptions,
): Promise<T> {
  const deadline = AbortSignal.timeout(deadlineMs);
  const { authorization } = options;
  let status: number;
  let body: string;
  try {
    const response = await fetch(url, {
      ...init,
      headers: { authorization, "content-type": "application/json" },
      // A redirect would send the token to another server.
      redirect: "error",
      signal: AbortSignal.any([options.signal, deadline]),
    });
    status = response.status;
    body = await response.text();
  } catch {
    if (deadline.aborted)
      throw failure("UPSTREAM_TIMEOUT", `ZITADEL did not respond within ${deadlineMs} ms.`);
    throw failure("UPSTREAM_UNAVAILABLE", "Cannot connect to ZITADEL.");
  }
  const rejection = failureForStatus(status);
  if (rejection !== undefined) throw rejection;
  const { data } = schema.safeParse(parse(body));
  if (data === undefined) throw failure("UPSTREAM_INVALID_RESPONSE", "ZITADEL returned an invalid response.");
  return data;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
