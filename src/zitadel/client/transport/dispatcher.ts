import { Agent, type Dispatcher, Pool, ProxyAgent } from "undici";
import type { HttpProxy } from "../../../lib/http-proxy.js";

export interface DispatcherOptions {
  /** Maximum number of connections to one origin. */
  readonly connections: number;
  /** Timeout of opening a connection, to the server and to the proxy. */
  readonly timeoutMs: number;
  /** Undefined: connections are direct. */
  readonly proxy: HttpProxy | undefined;
}

/** Opens connections, through a proxy if there is one. */
export function createDispatcher({ connections, timeoutMs, proxy }: DispatcherOptions): Dispatcher {
  const connect = { timeout: timeoutMs };
  // Disables undici's own timeouts of five minutes, which would look like connection errors.
  const pool = { connections, headersTimeout: 0, bodyTimeout: 0 };
  if (proxy === undefined) return new Agent({ ...pool, connect });
  return new ProxyAgent({
    ...pool,
    uri: proxy.origin,
    ...(proxy.authorization && { token: proxy.authorization.reveal() }),
    proxyTls: connect,
    requestTls: connect,
    // The exchanges with the proxy itself. One that does not respond must not occupy a connection for longer
    // than a server that does not.
    clientFactory: (origin, options) => new Pool(origin, { ...options, headersTimeout: timeoutMs }),
  });
}
