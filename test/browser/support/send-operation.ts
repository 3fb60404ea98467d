import { z } from "zod";

const responseSchema = z.object({
  data: z.unknown().optional(),
  errors: z
    .array(
      z.object({
        message: z.string(),
        path: z.array(z.union([z.string(), z.number()])).optional(),
        extensions: z.looseObject({ code: z.string() }),
      }),
    )
    .default([]),
});

export interface Operation {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly token?: string;
}

/** A GraphQL response in a form that is easy to compare. */
export interface OperationResult {
  readonly data: unknown;
  readonly errors: readonly { code: string; message: string; path: string }[];
}

/** Sends a GraphQL operation over HTTP, like a page. */
export async function sendOperation(
  url: string,
  { query, variables, token }: Operation,
): Promise<OperationResult> {
  const response = await fetch(url, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = responseSchema.parse(await response.json());
  return {
    data,
    errors: errors.map(({ message, path = [], extensions }) => ({
      code: extensions.code,
      message,
      path: path.join("."),
    })),
  };
}

/** The scopes that the pages request. */
export const scope =
  "openid profile offline_access urn:zitadel:iam:user:metadata urn:zitadel:iam:org:project:id:zitadel:aud";
