import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";

export interface Listening extends AsyncDisposable {
  port: number;
  /** Requests that came before this wait for it. */
  handleWith(listener: RequestListener): void;
}

/** Opens both loopback addresses where there are two: either may be what `localhost` means to a client. */
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
  if (typeof address !== "object" || address === null) throw new Error("The emulator has no TCP port");
  try {
    servers.push(await open("::1", address.port));
  } catch {
    // No IPv6 here, or the port is taken there: 127.0.0.1 alone will do.
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
