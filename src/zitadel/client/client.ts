import type { Clock } from "../../lib/clock.js";
import type { FailureCode } from "../../lib/failure.js";
import type { HttpProxy } from "../../lib/http-proxy.js";
import { type CallingRequest, type ZitadelCall, type ZitadelResponse, singleWaiter } from "./call.js";
import { circuitBreaker } from "./circuit-breaker.js";
import { classifyResponse } from "./classify-response.js";
import { createCoalescer } from "./coalesce.js";
import { toResponseFailure } from "./errors.js";
import { createFairQueue } from "./queue/fair-queue.js";
import { toHttpRequest } from "./transport/http-request.js";
import { compose, type Send } from "./middleware.js";
import { createCallMonitor } from "./observe.js";
import type { ClientObserver } from "./observer.js";
import { queue } from "./queue/queue.js";
import { createRateLimiter } from "./queue/rate-limiter.js";
import { retry } from "./retry.js";
import { traceCalls } from "./trace.js";
import { startTransport } from "./transport/transport.js";

export interface ZitadelClient extends AsyncDisposable {
  /**
   * Sends a call through the middlewares. Resolves with a result or a rejection of ZITADEL. Throws FailedCall if
   * the last attempt had any other response, TransportError if it had none, and another Failure if the queue or
   * the circuit breaker rejected the call. `request`: undefined for a call of the subgraph itself, for example a
   * token check that several requests share.
   */
  send(call: ZitadelCall, request?: CallingRequest): Promise<ZitadelResponse>;
  /** Stops later requests from joining in-flight reads of this user: their response may predate a write. */
  readonly invalidateReads: (userId: string) => void;
  /** The codes of failures that the latest calls had; empty if ZITADEL responded to them. */
  readonly recentFailures: () => readonly FailureCode[];
  /** The numbers of calls that wait for a slot and of calls in flight. */
  stats(): { readonly queued: number; readonly inFlight: number };
}

export interface ZitadelClientOptions {
  /** Maximum concurrent calls for requests. The subgraph's own calls have a quarter as many in addition. */
  readonly connections: number;
  /** Timeout of one call, from its start to the last byte of its response. */
  readonly timeoutMs: number;
  /** Maximum retries of a read, or of a write that ZITADEL did not apply. */
  readonly retries: number;
  /** Maximum number of calls that wait for a slot. */
  readonly queue: number;
  /** Maximum calls per second; unlimited if undefined. */
  readonly rate: number | undefined;
  /** Total time for a call of the subgraph itself, including queueing and retries. */
  readonly serviceTimeoutMs: number;
  /** The host that identifies the ZITADEL instance, if calls go to another address than the issuer's. */
  readonly instanceHost?: string | undefined;
  /** The header `User-Agent`. Firewalls reject requests without one. */
  readonly userAgent: string;
  /** The proxy in front of ZITADEL; undefined: connections are direct. */
  readonly proxy: HttpProxy | undefined;
  readonly observer: ClientObserver;
  readonly clock: Clock;
}

/** Opens the connections to ZITADEL. */
export function startZitadelClient(options: ZitadelClientOptions): ZitadelClient {
  const { connections, timeoutMs, retries, rate, serviceTimeoutMs, proxy, observer, clock } = options;
  // Calls of the subgraph itself have their own connections: metadata reads must not delay token checks.
  const serviceConnections = Math.ceil(connections / 4);
  const transport = startTransport(
    { connections: connections + serviceConnections, timeoutMs, proxy },
    clock,
  );
  const rateLimiter = createRateLimiter(rate, clock);
  const requestQueue = createFairQueue(connections, options.queue, rateLimiter, clock);
  const serviceQueue = createFairQueue(serviceConnections, options.queue, rateLimiter, clock);
  const coalescer = createCoalescer(observer);
  const monitor = createCallMonitor(observer, clock);
  const breaker = circuitBreaker(observer, clock);

  const sendWith = (fairQueue: typeof requestQueue): Send =>
    compose(
      coalescer.coalesce,
      retry(retries, observer, clock),
      queue({ fairQueue, rateLimiter, observer, clock }),
      breaker,
      monitor.observe,
      traceCalls(),
    )((call, { signal }) =>
      transport
        .send(toHttpRequest(call, options), signal)
        .then((response) => ({ ...response, kind: classifyResponse(call.kind, response) })),
    );
  const sendForRequest = sendWith(requestQueue);
  const sendForService = sendWith(serviceQueue);

  return {
    async send(call, request) {
      const response =
        request === undefined
          ? await sendForService(call, singleWaiter(createServiceRequest(serviceTimeoutMs, clock)))
          : await sendForRequest(call, singleWaiter(request));
      const failure = toResponseFailure(response);
      if (failure !== undefined) throw failure;
      return response;
    },
    invalidateReads: coalescer.invalidate,
    recentFailures: monitor.recentFailures,
    stats: () => ({
      queued: requestQueue.waiting + serviceQueue.waiting,
      inFlight: requestQueue.inFlight + serviceQueue.inFlight,
    }),
    [Symbol.asyncDispose]: () => transport[Symbol.asyncDispose](),
  };
}

/** Stands in for the request in a call of the subgraph itself. */
function createServiceRequest(timeoutMs: number, clock: Clock): CallingRequest {
  const deadlineAt = clock.now() + timeoutMs;
  return { scope: { requestId: "", deadlineAt, upstreamCalls: 0 }, signal: clock.timeout(timeoutMs) };
}
