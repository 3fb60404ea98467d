import type { ZitadelCall, ZitadelResponse } from "./call.js";
import type { Waiters } from "./waiters.js";

/** A call on its way through the middlewares. */
export interface OutgoingCall extends Omit<ZitadelCall, "request"> {
  readonly waiters: Waiters;
  /** Aborts the HTTP request; undefined if the request must not be aborted. */
  readonly signal: AbortSignal | undefined;
}

/** Resolves for any HTTP status. Rejects with a Failure if there is no response, or if nothing was sent. */
export type Send = (call: OutgoingCall) => Promise<ZitadelResponse>;

/** Wraps the rest of the chain. */
export type Middleware = (next: Send) => Send;

/** Chains middlewares. The first one is the outermost. */
export function compose(...middlewares: readonly Middleware[]): Middleware {
  return (next) => middlewares.reduceRight((send, middleware) => middleware(send), next);
}
