import { setMaxListeners } from "node:events";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Authenticate } from "../auth/authenticate.js";
import type { Clock } from "../lib/clock.js";
import type { RequestScope } from "../metadata/request-scope.js";
import { withSignal } from "../lib/with-signal.js";
import type { InFlight } from "../lifecycle/in-flight.js";
import type { Caller } from "../metadata/caller.js";
import { authorizationOf, tokenCheckTimeout } from "./authorization.js";

export interface RequestOptions {
  readonly authenticate: Authenticate;
  readonly requestTimeoutMs: number;
  readonly inFlight: InFlight;
  readonly clock: Clock;
}

/** A request that is being served. It has a deadline, and the shutdown waits for it. */
export interface StartedRequest {
  readonly scope: RequestScope;
  /** Aborted at the deadline, at the end of the shutdown, or when the client disconnects. */
  readonly readSignal: AbortSignal;
  /** Aborted at the deadline or at the end of the shutdown. */
  readonly writeSignal: AbortSignal;
  readonly isClientDisconnected: () => boolean;
  /** Records that the client has disconnected. */
  readonly clientClosed: () => void;
  /** Authenticates the caller before the deadline; null without an access token. */
  readonly authenticate: (bypassCache: boolean) => Promise<Caller | null>;
  readonly finish: () => void;
}

/** `authorization`: returns the Authorization header; called for each authentication. */
export function startRequest(
  requestId: string,
  authorization: () => string | undefined,
  { authenticate, requestTimeoutMs, inFlight, clock }: RequestOptions,
): StartedRequest {
  const { readSignal, writeSignal, clientClosed, finish } = inFlight.start(requestTimeoutMs);
  let isClientDisconnected = false;
  // Each user of a page adds a listener. This disables Node.js's warning of a leak at more than ten.
  setMaxListeners(0, readSignal);
  return {
    scope: { requestId, deadlineAt: clock.now() + requestTimeoutMs, upstreamCalls: 0 },
    readSignal,
    writeSignal,
    isClientDisconnected: () => isClientDisconnected,
    clientClosed() {
      isClientDisconnected = true;
      clientClosed();
    },
    async authenticate(bypassCache) {
      const header = authorization();
      if (readSignal.aborted) throw tokenCheckTimeout();
      const checked = authenticate(header, bypassCache);
      return checked instanceof Promise ? withSignal(readSignal, checked, tokenCheckTimeout) : checked;
    },
    finish,
  };
}

/** Starts a request whose client disconnects by closing its connection. */
export function startHttpRequest(
  { id, raw }: FastifyRequest,
  reply: FastifyReply,
  options: RequestOptions,
): Omit<StartedRequest, "clientClosed"> {
  const { clientClosed, ...started } = startRequest(id, () => authorizationOf(raw), options);
  reply.raw.once("close", () => {
    if (!reply.raw.writableFinished) clientClosed();
  });
  return started;
}
