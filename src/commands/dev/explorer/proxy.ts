import type { FastifyReply, FastifyRequest } from "fastify";

const forwarded = ["accept", "authorization", "content-type"] as const;

/** Hands an operation on to the subgraph and its answer back. */
export async function forward(
  url: string,
  { headers, body }: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const sent: Record<string, string> = {};
  for (const name of forwarded) {
    const value = headers[name];
    if (value !== undefined) sent[name] = value;
  }
  try {
    const response = await fetch(url, { method: "POST", headers: sent, body: String(body) });
    return await reply
      .code(response.status)
      .type(response.headers.get("content-type") ?? "application/json")
      .send(await response.text());
  } catch {
    const message = "The subgraph does not answer just now: the terminal of `npm run dev` tells why.";
    return reply.code(502).send({ errors: [{ message }] });
  }
}
