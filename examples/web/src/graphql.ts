import * as z from "zod/mini";

/** What the person cannot put right in the form. The code tells what to do. */
export class Failure extends Error {
  /** FORBIDDEN, UPSTREAM_UNAVAILABLE and so on; NO_ANSWER: the network or a proxy. */
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

const answer = z.object({
  data: z.optional(z.unknown()),
  errors: z.optional(z.array(z.object({ message: z.string(), extensions: z.object({ code: z.string() }) }))),
});

export type Ask = <Data>(query: string, variables: object, shape: z.ZodMiniType<Data>) => Promise<Data>;

/** `token` is asked each time: it is renewed meanwhile. */
export function createAsk(url: string, token: () => Promise<string>): Ask {
  return async (query, variables, shape) => {
    const body = await post(url, await token(), { query, variables });
    const { data, errors: [error] = [] } = answer.safeParse(body).data ?? {};
    // Of this page nothing can be shown in part.
    if (error !== undefined) throw new Failure(error.extensions.code, error.message);
    const read = shape.safeParse(data);
    if (read.success) return read.data;
    throw new Failure("NO_ANSWER", "The answer was not from GraphQL.");
  };
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
