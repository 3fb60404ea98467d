import { z } from "zod";

const answerError = z.object({
  message: z.string(),
  path: z.array(z.union([z.string(), z.number()])).optional(),
  extensions: z.looseObject({ code: z.string() }),
});

const body = z.object({
  data: z.unknown().optional(),
  errors: z.array(answerError).default([]),
});

/** The answer to an operation, as a client sees it. */
export interface GraphqlResponse extends z.infer<typeof body> {
  readonly status: number;
  readonly headers: Headers;
  /** The error codes, in order. */
  readonly codes: readonly string[];
}

export async function readGraphqlResponse(response: Response): Promise<GraphqlResponse> {
  const { data, errors } = body.parse(await response.json());
  return {
    status: response.status,
    headers: response.headers,
    data,
    errors,
    codes: errors.map(({ extensions }) => extensions.code),
  };
}
