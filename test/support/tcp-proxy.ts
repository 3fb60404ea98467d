import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

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
  const server = createServer((socket) => {
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
  await once(server.listen(0), "listening");
  const { port } = requireAddress(server.address());
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

function requireAddress(address: AddressInfo | string | null): AddressInfo {
  if (typeof address === "object" && address !== null) return address;
  throw new TypeError("The server does not listen on a TCP port.");
}
