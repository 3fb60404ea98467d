import type { Secret } from "./secret.js";

/** A proxy that outgoing connections are tunneled through (CONNECT, RFC 9110 section 9.3.6). */
export interface HttpProxy {
  readonly origin: string;
  /** The value of `Proxy-Authorization`; undefined if the proxy needs none. */
  readonly authorization: Secret | undefined;
}

/** Returns the proxy for a URL; undefined if the connection is direct. */
export type SelectProxy = (url: URL) => HttpProxy | undefined;
