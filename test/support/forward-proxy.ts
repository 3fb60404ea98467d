import { createServer, type IncomingMessage } from "node:http";
import { connect, type Socket } from "node:net";
import { listen } from "./servers.js";

/** A CONNECT request that a proxy received. */
export interface Tunnel {
  /** Host and port. */
  readonly target: string;
  /** The header `Proxy-Authorization`. */
  readonly authorization: string | undefined;
}

/** An HTTP proxy that tunnels connections (CONNECT). */
export interface ForwardProxy extends AsyncDisposable {
  /** Host and port. */
  readonly host: string;
  /** Requested tunnels, oldest first. */
  readonly tunnels: readonly Tunnel[];
  /** Rejects tunnels with this status from now on. */
  reject(status: number): void;
}

/** Starts a proxy that connects every tunnel to this server of this machine, whatever its target is. */
export async function startForwardProxy(server: string): Promise<ForwardProxy> {
  const { hostname, port } = new URL(server);
  const tunnels: Tunnel[] = [];
  const sockets = new Set<Socket>();
  let rejection: number | undefined;

  function openTunnel({ url: target = "", headers }: IncomingMessage, socket: Socket, head: Buffer): void {
    tunnels.push({ target, authorization: headers["proxy-authorization"] });
    if (rejection !== undefined) {
      socket.end(`HTTP/1.1 ${rejection} Rejected\r\ncontent-length: 0\r\n\r\n`);
      return;
    }
    const upstream = connect(Number(port), hostname, () => {
      socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
      upstream.write(head);
      socket.pipe(upstream).pipe(socket);
    });
    for (const end of [socket, upstream]) {
      sockets.add(end);
      end.on("error", () => end.destroy());
      end.on("close", () => {
        sockets.delete(end);
        socket.destroy();
        upstream.destroy();
      });
    }
  }

  const proxy = createServer((_, response) => response.writeHead(405).end());
  proxy.on("connect", openTunnel);
  const proxyPort = await listen(proxy, "127.0.0.1");
  return {
    host: `127.0.0.1:${proxyPort}`,
    tunnels,
    reject(status) {
      rejection = status;
    },
    [Symbol.asyncDispose]: () => {
      for (const socket of sockets) socket.destroy();
      proxy.closeAllConnections();
      return new Promise((resolve) => {
        proxy.close(() => {
          resolve();
        });
      });
    },
  };
}
