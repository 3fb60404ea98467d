import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** An address of a server that can be taken away, and given back, while the server runs on. */
export interface TcpProxy extends AsyncDisposable {
  readonly url: string;
  /** From now on connections are refused. Settles when those that were open are closed on both sides. */
  readonly close: () => Promise<void>;
  /** From the next line on connections are taken again, if they were not. */
  readonly open: () => void;
}

export async function startTcpProxy(target: string): Promise<TcpProxy> {
  const { port: targetPort, hostname } = new URL(target);
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    const onward = connect(Number(targetPort), hostname);
    sockets.add(socket);
    socket.on("close", () => {
      sockets.delete(socket);
      onward.destroy();
    });
    onward.on("close", () => socket.end());
    for (const end of [socket, onward]) end.on("error", () => end.destroy());
    socket.pipe(onward).pipe(socket);
  });
  await once(server.listen(0), "listening");
  const { port } = addressOf(server.address());
  const close = async (): Promise<void> => {
    server.close();
    // Whoever has answered our end with theirs knows that the connection is gone.
    await Promise.all([...sockets].map(endOf));
  };
  return {
    url: `http://localhost:${port}`,
    close,
    // Without a host it listens at once.
    open: () => {
      if (!server.listening) server.listen(port);
    },
    [Symbol.asyncDispose]: close,
  };
}

/** Broken or not. */
function endOf(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    socket.once("close", () => {
      resolve();
    });
    socket.end();
  });
}

function addressOf(address: AddressInfo | string | null): AddressInfo {
  if (typeof address === "object" && address !== null) return address;
  throw new TypeError("a server that listens has an address");
}
