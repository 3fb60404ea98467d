import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";

/** An open port. */
export interface Listening extends AsyncDisposable {
  port: number;
  /** Sets the request listener. Earlier requests wait for it. */
  handleWith(listener: RequestListener): void;
}

/** Listens on both loopback addresses if IPv6 is available: clients may resolve `localhost` to either. */
export async function listen(port: number): Promise<Listening> {
  let handleWith: Listening["handleWith"] = () => undefined;
  const listener = new Promise<RequestListener>((resolve) => {
    handleWith = resolve;
  });
  const open = async (host: string, port: number): Promise<Server> => {
    const server = createServer((request, response) => {
      void listener.then((handle) => {
        handle(request, response);
      });
    });
    await once(server.listen(port, host), "listening");
    return server;
  };
  const servers = [await open("127.0.0.1", port)];
  const address = servers[0]?.address();
  if (typeof address !== "object" || address === null)
    throw new Error("The server does not listen on a TCP port");
  try {
    servers.push(await open("::1", address.port));
  } catch {
    // IPv6 is not available, or the port is in use on ::1. Listening on 127.0.0.1 is enough.
  }
  return {
    port: address.port,
    handleWith,
    [Symbol.asyncDispose]: async () => {
      await Promise.all(servers.map(close));
    },
  };
}

async function close(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, "close");
  server.close();
  server.closeAllConnections();
  await closed;
}
