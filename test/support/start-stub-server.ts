import { createServer } from "node:http";
import { promisify } from "node:util";

/** Starts a server that responds to each request with the result of `respond`. */
export async function startStubServer(
  respond: (origin: string) => readonly [status: number, body: unknown],
): Promise<AsyncDisposable & { readonly origin: string; readonly port: number }> {
  const server = createServer((_, response) => {
    const [status, body] = respond(origin);
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
  const address = server.address();
  if (address === null || typeof address === "string")
    throw new TypeError("The server does not listen on a TCP port.");
  const { port } = address;
  const origin = `http://localhost:${port}`;
  return {
    origin,
    port,
    [Symbol.asyncDispose]: async () => {
      if (!server.listening) return;
      const closed = promisify(server.close.bind(server))();
      server.closeAllConnections();
      await closed;
    },
  };
}
