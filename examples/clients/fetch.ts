import { z } from "zod";
import * as operations from "./operations.js";

export interface Api {
  readonly url: string;
  readonly token: () => string;
}

/** An error that the user cannot correct in a form. */
export class GraphQLFailure extends Error {
  /**
   * `extensions.code`, for example FORBIDDEN. NO_ANSWER if there is no GraphQL response: a failure of the
   * network or a proxy.
   */
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

export const readMyMetadata = (api: Api): Result<typeof me> => execute(api, operations.myMetadata, {}, me);
export const readUserMetadata = (api: Api, userId: string): Result<typeof one> =>
  execute(api, operations.userMetadata, { userId }, one);
export const readUsers = (api: Api, variables: operations.Page): Result<typeof page> =>
  execute(api, operations.usersWithMetadata, variables, page);
export const setMetadata = (api: Api, variables: operations.SetUserMetadataVariables): Result<typeof set> =>
  execute(api, operations.setUserMetadata, variables, set);
export const deleteMetadata = (
  api: Api,
  variables: operations.DeleteUserMetadataVariables,
): Result<typeof deleted> => execute(api, operations.deleteUserMetadata, variables, deleted);

/** A possibly partial result: the data that could be read, and the errors of the fields that could not. */
type Result<Schema extends z.ZodType> = Promise<{
  readonly data: z.infer<Schema>;
  readonly failures: readonly GraphQLFailure[];
}>;

async function execute<Schema extends z.ZodType>(
  api: Api,
  query: string,
  variables: object,
  schema: Schema,
): Result<Schema> {
  const body = await post(api, { query, variables });
  const response = z.object({ data: z.unknown().optional(), errors: failures }).safeParse(body).data;
  const parsed = schema.safeParse(response?.data);
  if (parsed.success) return { data: parsed.data, failures: response?.errors ?? [] };
  throw (
    response?.errors[0] ??
    new GraphQLFailure("NO_ANSWER", "The response is not a GraphQL response. Try again.")
  );
}

async function post({ url, token }: Api, body: object): Promise<unknown> {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${token()}` },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(15_000),
    });
    // The subgraph returns a GraphQL response with any HTTP status. An error page of a proxy is not JSON.
    return await response.json();
  } catch (cause) {
    throw new GraphQLFailure("NO_ANSWER", "The server could not be reached. Try again.", { cause });
  }
}
