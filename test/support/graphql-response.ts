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
