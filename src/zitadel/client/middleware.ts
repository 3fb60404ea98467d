import type { ZitadelCall, ZitadelResponse, Waiters } from "./call.js";

/**
 * Sends a call for the requests that wait for it. Resolves for any HTTP status. Rejects with a Failure if there is no
 * response, or if nothing was sent.
 */
export type Send = (call: ZitadelCall, waiters: Waiters) => Promise<ZitadelResponse>;

/** Receives the rest of the chain. Returns the chain with this step in front. */
export type Middleware = (next: Send) => Send;

/** Chains middlewares. The first one is the outermost. */
export function compose(...middlewares: readonly Middleware[]): Middleware {
  return (next) => middlewares.reduceRight((send, middleware) => middleware(send), next);
}
