import type { FastifyReply, FastifyRequest } from "fastify";

const forwardedHeaders = ["accept", "authorization", "content-type"] as const;

/** Forwards an operation to the subgraph, and its response to the client. */
export async function forward(
  url: string,
  { headers, body }: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const requestHeaders: Record<string, string> = {};
  for (const name of forwardedHeaders) {
    const value = headers[name];
    if (value !== undefined) requestHeaders[name] = value;
  }
  try {
    const response = await fetch(url, { method: "POST", headers: requestHeaders, body: String(body) });
    return await reply
      .code(response.status)
      .type(response.headers.get("content-type") ?? "application/json")
      .send(await response.text());
  } catch {
    const message = "The subgraph is not running. See the terminal of `npm run dev` for the reason.";
    return reply.code(502).send({ errors: [{ message }] });
  }
}
