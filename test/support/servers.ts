import { once } from "node:events";
import { createServer } from "node:http";
import { connect, createServer as createTcpServer, type Server, type Socket } from "node:net";
import { promisify } from "node:util";

/** Listens on a free port and returns it. By default on all addresses of this machine. */
export async function listen(server: Server, host?: string): Promise<number> {
  server.listen(0, host);
  await once(server, "listening");
  const address = server.address();
  if (typeof address === "object" && address !== null) return address.port;
  throw new TypeError("The server does not listen on a TCP port.");
}

/** Starts a server that responds to each request with the result of `respond`. */
export async function startStubServer(
  respond: (origin: string) => readonly [status: number, body: unknown],
): Promise<AsyncDisposable & { readonly origin: string; readonly port: number }> {
  const server = createServer((_, response) => {
    const [status, body] = respond(origin);
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
  const port = await listen(server, "localhost");
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

/**
 * A TCP proxy in front of a server. Closing it makes the server unreachable while the server itself keeps
 * running.
 */
export interface TcpProxy extends AsyncDisposable {
  readonly url: string;
  /** Stops listening and closes the open connections. Resolves when they are closed on both sides. */
  readonly close: () => Promise<void>;
  /** Accepts connections again, from the moment that this function returns. */
  readonly open: () => void;
}

export async function startTcpProxy(target: string): Promise<TcpProxy> {
  const { port: targetPort, hostname } = new URL(target);
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    const upstream = connect(Number(targetPort), hostname);
    sockets.add(socket);
    socket.on("close", () => {
      sockets.delete(socket);
      upstream.destroy();
    });
    upstream.on("close", () => socket.end());
    for (const end of [socket, upstream]) end.on("error", () => end.destroy());
    socket.pipe(upstream).pipe(socket);
  });
  const port = await listen(server);
  const close = async (): Promise<void> => {
    server.close();
    // A peer that has closed its side, too, has noticed that the connection was closed.
    await Promise.all([...sockets].map(closeSocket));
  };
  return {
    url: `http://localhost:${port}`,
    close,
    // Without a host name to resolve, listening starts synchronously.
    open: () => {
      if (!server.listening) server.listen(port);
    },
    [Symbol.asyncDispose]: close,
  };
}

/** Ends the connection and waits until it is closed, with or without an error. */
function closeSocket(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    socket.once("close", () => {
      resolve();
    });
    socket.end();
  });
}
