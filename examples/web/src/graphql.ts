import * as z from "zod/mini";

/** An error that the user cannot correct in the form. The code determines the reaction. */
export class Failure extends Error {
  /**
   * `extensions.code`, for example FORBIDDEN. NO_ANSWER if there is no GraphQL response, for example from a
   * proxy.
   */
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

const responseSchema = z.object({
  data: z.optional(z.unknown()),
  errors: z.optional(z.array(z.object({ message: z.string(), extensions: z.object({ code: z.string() }) }))),
});

export type Execute = <Data>(query: string, variables: object, schema: z.ZodMiniType<Data>) => Promise<Data>;

/**
 * Returns a function that sends GraphQL operations. It calls `token` for each request, because tokens are
 * renewed.
 */
export function createExecute(url: string, token: () => Promise<string>): Execute {
  return async (query, variables, schema) => {
    const body = await post(url, await token(), { query, variables });
    return parseData(body, schema);
  };
}

/** Returns the data of a GraphQL response. Throws a Failure if it has errors. */
export function parseData<Data>(body: unknown, schema: z.ZodMiniType<Data>): Data {
  const { data, errors: [error] = [] } = responseSchema.safeParse(body).data ?? {};
  // The page cannot display a partial result.
  if (error !== undefined) throw new Failure(error.extensions.code, error.message);
  const parsed = schema.safeParse(data);
  if (parsed.success) return parsed.data;
  throw new Failure("NO_ANSWER", "The response is not a GraphQL response.");
}

async function post(url: string, token: string, body: object): Promise<unknown> {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(15_000),
    });
    return await response.json();
  } catch (cause) {
    throw new Failure("NO_ANSWER", "The shop could not be reached.", { cause });
  }
}
