import type { FastifyReply, FastifyRequest } from "fastify";
import { Failure } from "../../../lib/failure.js";
import { toClientSchema } from "./client-schema.js";

/** Names the user whose access token the proxy adds to a request without one. */
export const userHeader = "x-explorer-user";

export interface Target {
  readonly url: string;
  readonly getToken: (user: string) => Promise<string>;
}

/** Forwards an operation to the GraphQL server, and its response to the page. */
export async function forward(
  { url, getToken }: Target,
  { headers, body }: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { accept = "application/json", "content-type": contentType = "application/json" } = headers;
  const user = headers[userHeader];
  try {
    const authorization =
      headers.authorization ?? (typeof user === "string" ? `Bearer ${await getToken(user)}` : undefined);
    const response = await fetch(url, {
      method: "POST",
      headers: { accept, "content-type": contentType, ...(authorization !== undefined && { authorization }) },
      body: String(body),
    });
    const text = await response.text();
    return await reply
      .code(response.status)
      .type(response.headers.get("content-type") ?? "application/json")
      .send(isIntrospection(body) ? toClientSchema(text) : text);
  } catch (error) {
    const message =
      error instanceof Failure
        ? error.message
        : "The GraphQL server is not running. See the terminal for the reason.";
    return reply.code(502).send({ errors: [{ message }] });
  }
}

/** Whether GraphiQL sent the operation that reads the schema for its documentation. */
function isIntrospection(body: unknown): boolean {
  return String(body).includes('"operationName":"IntrospectionQuery"');
}
