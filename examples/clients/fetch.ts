import { z } from "zod";
import * as operations from "./operations.js";

export interface Api {
  readonly url: string;
  readonly token: () => string;
}

/** What the person cannot put right in a form. */
export class GraphQLFailure extends Error {
  /** What to decide by: FORBIDDEN, UPSTREAM_UNAVAILABLE and so on. NO_ANSWER: not from GraphQL, so the network or a proxy. */
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

const entry = z.object({ id: z.string(), key: z.string(), value: z.string().nullable() });
const user = z.object({ id: z.string(), metadata: z.array(entry).nullable() });
const userErrors = z.array(
  z.object({
    code: z.string(),
    message: z.string(),
    field: z.array(z.string()).nullable(),
    key: z.string().nullable(),
  }),
);
const failures = z
  .array(z.object({ message: z.string(), extensions: z.object({ code: z.string() }) }))
  .default([])
  .transform((errors) =>
    errors.map(({ message, extensions }) => new GraphQLFailure(extensions.code, message)),
  );

const me = z.object({ me: user.nullable() });
const one = z.object({ user: user.nullable() });
const page = z.object({
  users: z.object({ total: z.number(), items: z.array(user.extend({ displayName: z.string() })) }).nullable(),
});
const set = z.object({ setUserMetadata: z.object({ user: user.nullable(), userErrors }) });
const deleted = z.object({
  deleteUserMetadata: z.object({ deletedEntryIds: z.array(z.string()), userErrors }),
});

export const readMyMetadata = (api: Api): Answered<typeof me> => ask(api, operations.myMetadata, {}, me);
export const readUserMetadata = (api: Api, userId: string): Answered<typeof one> =>
  ask(api, operations.userMetadata, { userId }, one);
export const readUsers = (api: Api, asked: operations.Page): Answered<typeof page> =>
  ask(api, operations.usersWithMetadata, asked, page);
export const setMetadata = (api: Api, asked: operations.EntriesOfUser): Answered<typeof set> =>
  ask(api, operations.setUserMetadata, asked, set);
export const deleteMetadata = (api: Api, asked: operations.KeysOfUser): Answered<typeof deleted> =>
  ask(api, operations.deleteUserMetadata, asked, deleted);

/** All that could be answered, and what could not: one user who is refused does not spoil the page of the others. */
type Answered<Shape extends z.ZodType> = Promise<{
  readonly data: z.infer<Shape>;
  readonly failures: readonly GraphQLFailure[];
}>;

async function ask<Shape extends z.ZodType>(
  api: Api,
  query: string,
  variables: object,
  shape: Shape,
): Answered<Shape> {
  const body = await post(api, { query, variables });
  const answer = z.object({ data: z.unknown().optional(), errors: failures }).safeParse(body).data;
  const read = shape.safeParse(answer?.data);
  if (read.success) return { data: read.data, failures: answer?.errors ?? [] };
  throw answer?.errors[0] ?? new GraphQLFailure("NO_ANSWER", "The answer was not from GraphQL. Try again.");
}

async function post({ url, token }: Api, body: object): Promise<unknown> {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${token()}` },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(15_000),
    });
    // With GraphQL's answer whatever the status is; a proxy's is not JSON.
    return await response.json();
  } catch (cause) {
    throw new GraphQLFailure("NO_ANSWER", "The server could not be reached. Try again.", { cause });
  }
}
