import type { ApolloServer, HTTPGraphQLRequest } from "@apollo/server";
import { HeaderMap } from "@apollo/server";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Authenticate } from "../auth/authenticate.js";
import { type ContextOptions, createContext, type RequestContext } from "../graphql/context.js";

export interface GraphQLHandlerOptions extends Pick<ContextOptions, "source" | "limits"> {
  readonly apollo: ApolloServer<RequestContext>;
  readonly authenticate: Authenticate;
  readonly requestTimeoutMs: number;
}

/** From an HTTP request to GraphQL and back. Every answer is one caller's own, so nothing between us may keep it. */
export function createGraphQLHandler({
  apollo,
  authenticate,
  source,
  limits,
  requestTimeoutMs,
}: GraphQLHandlerOptions): (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply> {
  return async (request, reply) => {
    const deadline = AbortSignal.timeout(requestTimeoutMs);
    const hangUp = new AbortController();
    const onClose = (): void => {
      if (!reply.raw.writableFinished) hangUp.abort();
    };
    reply.raw.once("close", onClose);
    const context = createContext({
      source,
      limits,
      authenticate: () => authenticate(request.headers.authorization),
      readSignal: AbortSignal.any([deadline, hangUp.signal]),
      writeSignal: deadline,
    });
    const answer = await apollo.executeHTTPGraphQLRequest({
      httpGraphQLRequest: requestOf(request),
      context: () => Promise.resolve(context),
    });
    for (const [name, value] of answer.headers) reply.header(name, value);
    reply.header("cache-control", "no-store").header("vary", "Authorization");
    reply.code(answer.status ?? 200);
    if (answer.body.kind === "complete") return reply.send(answer.body.string);
    throw new TypeError("there is no @defer in this schema, so every answer is complete");
  };
}

function requestOf(request: FastifyRequest): HTTPGraphQLRequest {
  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(", ") : value);
  }
  return { method: request.method, headers, search: "", body: request.body };
}
