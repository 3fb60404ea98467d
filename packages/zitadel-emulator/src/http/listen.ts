import { once } from "node:events";
import { createServer as createHttpServer, type RequestListener } from "node:http";
import { createServer as createHttp2Server } from "node:http2";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import type { NodeRequest, NodeResponse } from "./node-message.js";

export type Listener = (request: NodeRequest, response: NodeResponse) => void;

/** An open port. */
export interface Listening extends AsyncDisposable {
  port: number;
  /** Sets the request listener. Earlier requests wait for it. */
  handleWith(listener: Listener): void;
}

/** What an HTTP/2 client sends first, if it knows that the server supports HTTP/2 without TLS. */
const http2Preface = "PRI";

/**
 * Listens for HTTP/1.1 and HTTP/2 without TLS, on both loopback addresses if IPv6 is available: clients may
 * resolve `localhost` to either.
 */
export async function listen(port: number): Promise<Listening> {
  let handleWith: Listening["handleWith"] = () => undefined;
  const listener = new Promise<Listener>((resolve) => {
    handleWith = resolve;
  });
  const onRequest: Listener = (request, response) => {
    void listener.then((handle) => {
      handle(request, response);
    });
  };
  const http: RequestListener = onRequest;
  const [http1, http2] = [createHttpServer(http), createHttp2Server(onRequest)];
  const sockets = new Set<Socket>();
  const open = async (host: string, port: number): Promise<Server> => {
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.on("close", () => sockets.delete(socket));
      // The HTTP servers handle errors of their connections; this covers the time before.
      socket.on("error", () => socket.destroy());
      detectHttp2(socket, (isHttp2) => {
        (isHttp2 ? http2 : http1).emit("connection", socket);
      });
    });
    await once(server.listen(port, host), "listening");
    return server;
  };
  const servers = [await open("127.0.0.1", port)];
  const address = servers[0]?.address();
  if (!isTcp(address)) throw new Error("The server does not listen on a TCP port");
  try {
    servers.push(await open("::1", address.port));
  } catch {
    // IPv6 is not available, or the port is in use on ::1. Listening on 127.0.0.1 is enough.
  }
  return {
    port: address.port,
    handleWith,
    [Symbol.asyncDispose]: async () => {
      const closed = servers
        .filter(({ listening }) => listening)
        .map((server) => once(server.close(), "close"));
      for (const socket of sockets) socket.destroy();
      await Promise.all(closed);
    },
  };
}

function isTcp(address: AddressInfo | string | null | undefined): address is AddressInfo {
  return typeof address === "object" && address !== null;
}

/** Reads the first bytes of a connection and puts them back. Node.js detects HTTP/2 only with TLS. */
function detectHttp2(socket: Socket, then: (isHttp2: boolean) => void): void {
  const onReadable = (): void => {
    const head: unknown = socket.read();
    if (!Buffer.isBuffer(head)) {
      socket.once("readable", onReadable);
      return;
    }
    socket.unshift(head);
    const start = head.toString("latin1", 0, http2Preface.length);
    // A part of the preface can be the start of another method, such as POST.
    if (start !== http2Preface && http2Preface.startsWith(start)) socket.once("readable", onReadable);
    else then(start === http2Preface);
  };
  socket.once("readable", onReadable);
}
