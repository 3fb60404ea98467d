import type { ZitadelCall, ZitadelResponse, Waiters } from "./call.js";

/** A call on its way through the middlewares. */
export interface OutgoingCall extends Omit<ZitadelCall, "request"> {
  /** The requests that wait. `waiters.signal` aborts when none waits any longer. */
  readonly waiters: Waiters;
  /** Aborts the HTTP request. Usually `waiters.signal`; undefined if the call must continue without them. */
  readonly signal: AbortSignal | undefined;
}

/** Resolves for any HTTP status. Rejects with a Failure if there is no response, or if nothing was sent. */
export type Send = (call: OutgoingCall) => Promise<ZitadelResponse>;

/** Receives the rest of the chain. Returns the chain with this step in front. */
export type Middleware = (next: Send) => Send;

/** Chains middlewares. The first one is the outermost. */
export function compose(...middlewares: readonly Middleware[]): Middleware {
  return (next) => middlewares.reduceRight((send, middleware) => middleware(send), next);
}
