import type { FastifyReply, FastifyRequest } from "fastify";
import type { Authenticate } from "../auth/authenticate.js";
import type { ServedRequest } from "../graphql/context/context.js";
import type { Clock, Timer } from "../lib/clock.js";
import { CancellationSource } from "../lib/cancellation.js";
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
  readonly readSignal = new CancellationSource();
  readonly writeSignal = new CancellationSource();
  readonly #authorization: () => string | undefined;
  readonly #options: RequestOptions;
  readonly #deadline: Timer;
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

  isClientDisconnected(): boolean {
    return this.#isClientDisconnected;
  }

  /** Records that the client has disconnected. */
  clientClosed(): void {
    this.#isClientDisconnected = true;
    this.readSignal.abort();
  }

  abort(): void {
    this.readSignal.abort();
    this.writeSignal.abort();
  }

  async authenticate(bypassCache: boolean): Promise<Caller | null> {
    const authorization = this.#authorization();
    if (this.readSignal.aborted) throw tokenCheckTimeout();
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
