import type { Clock } from "../../lib/clock.js";
import { Failure, type FailureCode } from "../../lib/failure.js";
import { withSignal } from "../../lib/with-signal.js";
import { type Waiters, singleWaiter } from "./waiters.js";
import { createBreaker } from "./circuit-breaker.js";
import { type FairQueue, createCallQueue, type Release } from "./fair-queue.js";
import type { ZitadelResponse, ZitadelCall } from "./call.js";
import { type HttpRequest, startTransport } from "./transport.js";
import { createGate } from "./rate-limiter.js";
import { cancelled } from "./transport-error.js";
import { type CallResult, classify, failureCode } from "./outcome.js";
import { isRateLimited } from "./errors.js";
import { createRetry } from "./retry.js";
import { withClientSpan } from "./tracing.js";
import type { ClientObserver } from "./observer.js";

export interface ZitadelClient extends AsyncDisposable {
  /**
   * Makes a call: when it is its turn, again where that helps, and not at all while ZITADEL is known not to answer. Whatever status comes back is an
   * answer. Throws NoAnswer for none, and other Failures for calls that were not made.
   */
  send(call: ZitadelCall): Promise<ZitadelResponse>;
  /** What is wrong with ZITADEL as far as the last calls tell; undefined when nothing is. */
  lastFailure(): FailureCode | undefined;
  /** Calls that wait for their turn, and those under way. */
  stats(): { readonly queued: number; readonly inFlight: number };
}

export interface ZitadelHttpOptions {
  /** Calls at one time; a quarter as many may be made besides for tokens, keys and the like. */
  readonly connections: number;
  /** For one call, from its start to the last byte of its answer. */
  readonly timeoutMs: number;
  /** How often a read is repeated at most. */
  readonly retries: number;
  /** Calls that may wait for their turn. */
  readonly queue: number;
  /** Calls per second at most. */
  readonly rate: number | undefined;
  /** For how long one of our own calls may take, with its wait and what is repeated. */
  readonly serviceTimeoutMs: number;
  /** The host that tells ZITADEL its instance, where calls go to another address than the issuer's. */
  readonly instanceHost?: string | undefined;
  readonly watch: ClientObserver;
  readonly clock: Clock;
}

/** Opens the connections to ZITADEL. */
export function startZitadelClient(options: ZitadelHttpOptions): ZitadelClient {
  const { connections, timeoutMs, retries, queue, rate, serviceTimeoutMs, instanceHost, watch, clock } =
    options;
  // Lists that wait must not keep people from being known.
  const ownConnections = Math.ceil(connections / 4);
  const exchanges = startTransport(connections + ownConnections, timeoutMs, clock);
  const gate = createGate(rate, clock);
  const requestQueue = createCallQueue(connections, queue, gate, clock);
  const serviceQueue = createCallQueue(ownConnections, queue, gate, clock);
  const breaker = createBreaker((state) => {
    watch.onCircuitChange(state);
  }, clock);
  const repeat = createRetry(retries, clock);
  let lastFailure: FailureCode | undefined;

  async function exchange(
    call: ZitadelCall,
    askers: Waiters,
    signal: AbortSignal | undefined,
  ): Promise<ZitadelResponse> {
    const begunAt = clock.now();
    const observe = (ended: CallResult): void => {
      watch.onCall(call.kind, classify(ended), clock.now() - begunAt);
      lastFailure = failureCode(ended, lastFailure);
    };
    const [first] = askers.all;
    if (first !== undefined) first.upstreamCalls++;
    try {
      const message = messageOf(call, instanceHost);
      const { method, url } = message;
      const traceable = { method, route: call.route ?? url.pathname, kind: call.kind };
      const answer = await withClientSpan(traceable, (traceparent) => {
        if (traceparent !== undefined) message.headers["traceparent"] = traceparent;
        return exchanges.send(message, signal);
      });
      observe({ answer });
      if (isRateLimited(answer) && answer.retryAfterMs !== undefined) gate.backOff(answer.retryAfterMs);
      return answer;
    } catch (error) {
      observe({ error });
      throw error;
    }
  }

  async function sendInSlot(call: ZitadelCall, askers: Waiters, turns: FairQueue): Promise<ZitadelResponse> {
    const leave = await acquireSlot(call, askers, turns);
    const isWrite = call.kind === "set" || call.kind === "remove";
    // A read that tries whether ZITADEL is back: who hangs up must not keep everybody else from learning it.
    const isProbe = !breaker.isClosed && !isWrite;
    const answer = make(call, askers, isProbe ? undefined : askers.signal, leave);
    return isProbe ? withSignal(askers.signal, answer, () => cancelled(true)) : answer;
  }

  async function acquireSlot(call: ZitadelCall, askers: Waiters, turns: FairQueue): Promise<Release> {
    try {
      return await turns.acquire(askers);
    } catch (error) {
      const hungUp = askers.signal.aborted && clock.now() < askers.deadlineAt;
      if (!hungUp && error instanceof Failure && error.code === "OVERLOADED") watch.onRejected(call.kind);
      throw error;
    }
  }

  async function make(
    call: ZitadelCall,
    askers: Waiters,
    signal: AbortSignal | undefined,
    leave: Release,
  ): Promise<ZitadelResponse> {
    let wasMade = false;
    try {
      return await breaker.run(() => {
        wasMade = true;
        return exchange(call, askers, signal);
      });
    } finally {
      leave(wasMade);
    }
  }

  return {
    send(call) {
      const askers = call.askers ?? singleWaiter(serviceScope(serviceTimeoutMs, clock));
      const turns = call.askers === undefined ? serviceQueue : requestQueue;
      return repeat({ kind: call.kind, askers }, (before) => {
        if (before > 0) watch.onRetry(call.kind);
        return sendInSlot(call, askers, turns);
      });
    },
    lastFailure: () => lastFailure,
    stats: () => ({
      queued: requestQueue.waiting + serviceQueue.waiting,
      inFlight: requestQueue.inFlight + serviceQueue.inFlight,
    }),
    [Symbol.asyncDispose]: () => exchanges[Symbol.asyncDispose](),
  };
}

function serviceScope(forMs: number, clock: Clock): Parameters<typeof singleWaiter>[0] {
  const deadlineAt = clock.now() + forMs;
  return { asker: { requestId: "", deadlineAt, upstreamCalls: 0 }, signal: clock.timeout(forMs) };
}

function messageOf(call: ZitadelCall, instanceHost: string | undefined): HttpRequest {
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
