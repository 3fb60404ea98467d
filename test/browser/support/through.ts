import { z } from "zod";

const answer = z.object({
  data: z.unknown().optional(),
  errors: z
    .array(
      z.object({
        message: z.string(),
        path: z.array(z.union([z.string(), z.number()])).optional(),
        extensions: z.looseObject({
          code: z.string(),
          // Where Grafbase puts what the subgraph said.
          upstream_extensions: z.looseObject({ code: z.string() }).optional(),
        }),
      }),
    )
    .default([]),
});

export interface Operation {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly token?: string;
}

/** What a client makes of an answer. */
export interface Outcome {
  readonly data: unknown;
  readonly errors: readonly { code: string; message: string; path: string }[];
}

/** Sends an operation as a page does. */
export async function ask(url: string, { query, variables, token }: Operation): Promise<Outcome> {
  const response = await fetch(url, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = answer.parse(await response.json());
  return {
    data,
    errors: errors.map(({ message, path = [], extensions }) => ({
      code: extensions.upstream_extensions?.code ?? extensions.code,
      message,
      path: path.join("."),
    })),
  };
}

/** The scopes that the pages ask for. */
export const scope =
  "openid profile offline_access urn:zitadel:iam:user:metadata urn:zitadel:iam:org:project:id:zitadel:aud";
