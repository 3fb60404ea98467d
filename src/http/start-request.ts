import { setMaxListeners } from "node:events";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Authenticate } from "../auth/authenticate.js";
import type { ServedRequest } from "../graphql/context/context.js";
import type { Clock, Timer } from "../lib/clock.js";
import { Failure } from "../lib/failure.js";
import { withSignal } from "../lib/with-signal.js";
import type { Abortable, InFlight } from "../lifecycle/in-flight.js";
import type { Caller } from "../metadata/caller.js";
import type { RequestScope } from "../metadata/request-scope.js";
import { authorizationOf } from "./authorization.js";

export interface RequestOptions {
  readonly authenticate: Authenticate;
  readonly requestTimeoutMs: number;
  readonly inFlight: InFlight;
  readonly clock: Clock;
}

/**
 * A request that is being served. It has a deadline, and the shutdown waits for it. `authorization`: returns the
 * Authorization header; called for each authentication.
 */
export class StartedRequest implements ServedRequest, Abortable {
  readonly scope: RequestScope;
  readonly #authorization: () => string | undefined;
  readonly #options: RequestOptions;
  readonly #deadline: Timer;
  // Two controllers instead of AbortSignal.any, which is slower and whose source signals Node.js 20 does not
  // release. A controller creates its signal when it is first used: reads do not need the second one.
  readonly #reads = new AbortController();
  readonly #writes = new AbortController();
  #areReadsAborted = false;
  #isClientDisconnected = false;

  constructor(requestId: string, authorization: () => string | undefined, options: RequestOptions) {
    const { requestTimeoutMs, inFlight, clock } = options;
    this.scope = { requestId, deadlineAt: clock.now() + requestTimeoutMs, upstreamCalls: 0 };
    this.#authorization = authorization;
    this.#options = options;
    this.#deadline = clock.setTimeout(() => {
      this.abort();
    }, requestTimeoutMs);
    inFlight.add(this);
  }

  get readSignal(): AbortSignal {
    const { signal } = this.#reads;
    // Each user of a page adds a listener. This disables Node.js's warning of a leak at more than ten.
    setMaxListeners(0, signal);
    return signal;
  }

  get writeSignal(): AbortSignal {
    return this.#writes.signal;
  }

  isClientDisconnected(): boolean {
    return this.#isClientDisconnected;
  }

  /** Records that the client has disconnected. */
  clientClosed(): void {
    this.#isClientDisconnected = true;
    this.#areReadsAborted = true;
    this.#reads.abort();
  }

  abort(): void {
    this.#areReadsAborted = true;
    this.#reads.abort();
    this.#writes.abort();
  }

  async authenticate(bypassCache: boolean): Promise<Caller | null> {
    const authorization = this.#authorization();
    if (this.#areReadsAborted) throw tokenCheckTimeout();
    const checked = this.#options.authenticate(authorization, bypassCache);
    return checked instanceof Promise ? withSignal(this.readSignal, checked, tokenCheckTimeout) : checked;
  }

  finish(): void {
    this.#deadline.clear();
    this.#options.inFlight.remove(this);
  }
}

function tokenCheckTimeout(): Failure {
  const message = "The request timed out before its access token was validated (REQUEST_TIMEOUT_MS).";
  return new Failure("UPSTREAM_TIMEOUT", message);
}

/** Starts a request whose client disconnects by closing its connection. */
export function startHttpRequest(
  { id, raw }: FastifyRequest,
  reply: FastifyReply,
  options: RequestOptions,
): StartedRequest {
  const started = new StartedRequest(id, () => authorizationOf(raw), options);
  reply.raw.once("close", () => {
    if (!reply.raw.writableFinished) started.clientClosed();
  });
  return started;
}
