import type { Clock } from "../../lib/clock.js";
import { Failure, type FailureCode } from "../../lib/failure.js";
import { withSignal } from "../../lib/with-signal.js";
import { type Waiters, singleWaiter } from "./waiters.js";
import { createCircuitBreaker } from "./circuit-breaker.js";
import { type FairQueue, createFairQueue, type Release } from "./fair-queue.js";
import type { ZitadelResponse, ZitadelCall } from "./call.js";
import { type HttpRequest, startTransport } from "./transport.js";
import { createRateLimiter } from "./rate-limiter.js";
import { cancelled } from "./transport-error.js";
import { type CallResult, classify, failureCode } from "./outcome.js";
import { isRateLimited } from "./errors.js";
import { createRetry } from "./retry.js";
import { withClientSpan } from "./tracing.js";
import type { ClientObserver } from "./observer.js";

export interface ZitadelClient extends AsyncDisposable {
  /**
   * Sends a call through the queue, the circuit breaker and retries. Resolves for any HTTP status. Throws
   * TransportError if ZITADEL does not respond, and other Failures for calls that were not sent.
   */
  send(call: ZitadelCall): Promise<ZitadelResponse>;
  /** The failure of ZITADEL that the latest calls revealed; undefined if ZITADEL works. */
  lastFailure(): FailureCode | undefined;
  /** The numbers of calls that wait for a slot and of calls in flight. */
  stats(): { readonly queued: number; readonly inFlight: number };
}

export interface ZitadelClientOptions {
  /** Maximum concurrent calls for requests. A quarter of it is added for calls of the subgraph itself. */
  readonly connections: number;
  /** Timeout of one call, from its start to the last byte of its response. */
  readonly timeoutMs: number;
  /** Maximum retries of a read. */
  readonly retries: number;
  /** Maximum number of calls that wait for a slot. */
  readonly queue: number;
  /** Maximum calls per second; unlimited if undefined. */
  readonly rate: number | undefined;
  /** Total time for a call of the subgraph itself, including queueing and retries. */
  readonly serviceTimeoutMs: number;
  /** The host that identifies the ZITADEL instance, if calls go to another address than the issuer's. */
  readonly instanceHost?: string | undefined;
  readonly observer: ClientObserver;
  readonly clock: Clock;
}

/** Opens the connections to ZITADEL. */
export function startZitadelClient(options: ZitadelClientOptions): ZitadelClient {
  const { connections, timeoutMs, retries, queue, rate, serviceTimeoutMs, instanceHost, observer, clock } =
    options;
  // Calls of the subgraph itself have their own connections: metadata reads must not delay token checks.
  const serviceConnections = Math.ceil(connections / 4);
  const transport = startTransport(connections + serviceConnections, timeoutMs, clock);
  const rateLimiter = createRateLimiter(rate, clock);
  const requestQueue = createFairQueue(connections, queue, rateLimiter, clock);
  const serviceQueue = createFairQueue(serviceConnections, queue, rateLimiter, clock);
  const breaker = createCircuitBreaker((state) => {
    observer.onCircuitChange(state);
  }, clock);
  const retry = createRetry(retries, clock);
  let lastFailure: FailureCode | undefined;

  async function sendOnce(
    call: ZitadelCall,
    waiters: Waiters,
    signal: AbortSignal | undefined,
  ): Promise<ZitadelResponse> {
    const startedAt = clock.now();
    const observe = (result: CallResult): void => {
      observer.onCall(call.kind, classify(result), clock.now() - startedAt);
      lastFailure = failureCode(result, lastFailure);
    };
    const [first] = waiters.all;
    if (first !== undefined) first.upstreamCalls++;
    try {
      const request = toHttpRequest(call, instanceHost);
      const { method, url } = request;
      const tracedCall = { method, route: call.route ?? url.pathname, kind: call.kind };
      const response = await withClientSpan(tracedCall, (traceparent) => {
        if (traceparent !== undefined) request.headers["traceparent"] = traceparent;
        return transport.send(request, signal);
      });
      observe({ response });
      if (isRateLimited(response) && response.retryAfterMs !== undefined) {
        rateLimiter.backOff(response.retryAfterMs);
      }
      return response;
    } catch (error) {
      observe({ error });
      throw error;
    }
  }

  async function sendInSlot(
    call: ZitadelCall,
    waiters: Waiters,
    fairQueue: FairQueue,
  ): Promise<ZitadelResponse> {
    const release = await acquireSlot(call, waiters, fairQueue);
    const isWrite = call.kind === "set" || call.kind === "remove";
    // A read that probes whether ZITADEL is back. It continues after its client disconnects, because all
    // callers need its result.
    const isProbe = !breaker.isClosed && !isWrite;
    const response = sendThroughBreaker(call, waiters, isProbe ? undefined : waiters.signal, release);
    return isProbe ? withSignal(waiters.signal, response, () => cancelled(true)) : response;
  }

  async function acquireSlot(call: ZitadelCall, waiters: Waiters, fairQueue: FairQueue): Promise<Release> {
    try {
      return await fairQueue.acquire(waiters);
    } catch (error) {
      const hasDisconnected = waiters.signal.aborted && clock.now() < waiters.deadlineAt;
      if (!hasDisconnected && error instanceof Failure && error.code === "OVERLOADED") {
        observer.onRejected(call.kind);
      }
      throw error;
    }
  }

  async function sendThroughBreaker(
    call: ZitadelCall,
    waiters: Waiters,
    signal: AbortSignal | undefined,
    release: Release,
  ): Promise<ZitadelResponse> {
    let wasSent = false;
    try {
      return await breaker.run(() => {
        wasSent = true;
        return sendOnce(call, waiters, signal);
      });
    } finally {
      release(wasSent);
    }
  }

  return {
    send(call) {
      const waiters = call.waiters ?? singleWaiter(createServiceContext(serviceTimeoutMs, clock));
      const fairQueue = call.waiters === undefined ? serviceQueue : requestQueue;
      return retry({ kind: call.kind, waiters }, (previousAttempts) => {
        if (previousAttempts > 0) observer.onRetry(call.kind);
        return sendInSlot(call, waiters, fairQueue);
      });
    },
    lastFailure: () => lastFailure,
    stats: () => ({
      queued: requestQueue.waiting + serviceQueue.waiting,
      inFlight: requestQueue.inFlight + serviceQueue.inFlight,
    }),
    [Symbol.asyncDispose]: () => transport[Symbol.asyncDispose](),
  };
}

/** Scope and signal of a call of the subgraph itself. */
function createServiceContext(timeoutMs: number, clock: Clock): Parameters<typeof singleWaiter>[0] {
  const deadlineAt = clock.now() + timeoutMs;
  return { scope: { requestId: "", deadlineAt, upstreamCalls: 0 }, signal: clock.timeout(timeoutMs) };
}

function toHttpRequest(call: ZitadelCall, instanceHost: string | undefined): HttpRequest {
  const { url, method, authorization, json, form } = call;
  const headers: Record<string, string> = { accept: "application/json", ...call.headers };
  if (instanceHost !== undefined) headers["x-zitadel-instance-host"] = instanceHost;
  if (authorization !== undefined) {
    headers["authorization"] = `${authorization.scheme} ${authorization.credentials.reveal()}`;
  }
  if (json !== undefined) headers["content-type"] = "application/json";
  if (form !== undefined) headers["content-type"] = "application/x-www-form-urlencoded";
  const body = json ?? form?.toString() ?? null;
  return { url: new URL(url), method: method ?? (body === null ? "GET" : "POST"), headers, body };
}
