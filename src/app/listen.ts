import type { FastifyInstance } from "fastify";
import { Failure } from "../lib/failure.js";

/** Listens and returns the server's origin. Throws MISCONFIGURED with the setting to correct. */
export async function listen(
  server: FastifyInstance,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<string> {
  try {
    return await server.listen({ host, port });
  } catch (error) {
    const message = explain(error, host, port);
    if (message === undefined) throw error;
    throw new Failure("MISCONFIGURED", message, {}, { cause: error });
  }
}

function explain(error: unknown, host: string, port: number): string | undefined {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  switch (code) {
    case "EADDRINUSE":
      return `PORT: port ${port} is in use. Set PORT to a free port.`;
    case "EACCES":
      return `PORT: the process may not listen on port ${port} (EACCES). Set PORT to a port above 1023.`;
    case "ENOTFOUND":
    case "EAI_AGAIN":
    case "EADDRNOTAVAIL":
    case "EINVAL":
      return `HOST: cannot listen on ${JSON.stringify(host)} (${code}). Set HOST to an address of this machine.`;
    default:
      return undefined;
  }
}
