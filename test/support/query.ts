import { z } from "zod";

const graphqlErrorSchema = z.object({
  message: z.string(),
  path: z.array(z.union([z.string(), z.number()])).optional(),
  extensions: z.looseObject({ code: z.string() }),
});

const bodySchema = z.object({
  data: z.unknown().optional(),
  errors: z.array(graphqlErrorSchema).default([]),
});

/** The response to an operation, as a client receives it. */
export interface GraphqlResponse extends z.infer<typeof bodySchema> {
  readonly status: number;
  readonly headers: Headers;
  /** The error codes, in order. */
  readonly codes: readonly string[];
}

export interface QueryOptions {
  readonly token?: string | undefined;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

export type Query = (query: string, options?: QueryOptions) => Promise<GraphqlResponse>;

/** A subgraph or gateway that receives operations. */
interface Endpoint {
  readonly query: Query;
}

/** Creates a function that sends operations to a subgraph or a gateway. */
export function createQuery(url: string): Query {
  return async (query, { token, variables, headers } = {}) =>
    readGraphqlResponse(
      await fetch(url, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
          ...headers,
        },
        body: JSON.stringify({ query, variables }),
      }),
    );
}

export async function readGraphqlResponse(response: Response): Promise<GraphqlResponse> {
  const { data, errors } = bodySchema.parse(await response.json());
  return {
    status: response.status,
    headers: response.headers,
    data,
    errors,
    codes: errors.map(({ extensions }) => extensions.code),
  };
}

const sdlSchema = z.object({ _service: z.object({ sdl: z.string() }) });

/** Reads the SDL of a running subgraph, as composition does. */
export async function readSdl(url: string): Promise<string> {
  const { data } = await createQuery(url)("{ _service { sdl } }");
  return sdlSchema.parse(data)._service.sdl;
}

/** Queries these users through `_entities`, as a router does. */
export function queryEntities(
  { query }: Endpoint,
  ids: readonly unknown[],
  selection: string,
  options: QueryOptions = {},
): Promise<GraphqlResponse> {
  const representations = ids.map((id) => ({ __typename: "User", id }));
  return query(
    `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on User { ${selection} } } }`,
    { ...options, variables: { representations } },
  );
}

export function setUserMetadata(
  { query }: Endpoint,
  token: string | undefined,
  userId: string,
  entries: readonly unknown[],
): Promise<GraphqlResponse> {
  const mutation = `mutation ($input: SetUserMetadataInput!) {
    setUserMetadata(input: $input) {
      user { id metadata { key value } }
      entries { id key value valueBase64 }
      userErrors { code field key }
    }
  }`;
  return query(mutation, { token, variables: { input: { userId, entries } } });
}

/** `changes`: the input without the user id. */
export function updateUserMetadata(
  { query }: Endpoint,
  token: string | undefined,
  userId: string,
  changes: Readonly<Record<string, unknown>>,
): Promise<GraphqlResponse> {
  const mutation = `mutation ($input: UpdateUserMetadataInput!) {
    updateUserMetadata(input: $input) {
      user { id }
      entries { key value digest }
      deletedKeys
      deletedEntryIds
      unchangedKeys
      userErrors { code field key }
    }
  }`;
  return query(mutation, { token, variables: { input: { userId, ...changes } } });
}

export function deleteUserMetadata(
  { query }: Endpoint,
  token: string | undefined,
  userId: string,
  keys: readonly string[],
): Promise<GraphqlResponse> {
  const mutation = `mutation ($input: DeleteUserMetadataInput!) {
    deleteUserMetadata(input: $input) {
      user { id metadata { key } }
      deletedKeys
      deletedEntryIds
      userErrors { code field key }
    }
  }`;
  return query(mutation, { token, variables: { input: { userId, keys } } });
}
