import type { Clock } from "../lib/clock.js";
import { Failure, type FailureCode } from "../lib/failure.js";
import { within } from "../lib/within.js";
import { type Askers, soleAsker } from "./askers.js";
import { createBreaker } from "./breaker.js";
import { type CallQueue, createCallQueue, type Leave } from "./call-queue.js";
import type { ZitadelAnswer, ZitadelCall } from "./call.js";
import { type Message, startExchanges } from "./exchange.js";
import { createGate } from "./gate.js";
import { abandoned } from "./no-answer.js";
import { type Ended, outcomeOf, troubleOf } from "./outcome.js";
import { isRateLimited } from "./refusal.js";
import { createRepeat } from "./repeats.js";
import { traced } from "./traced.js";
import type { UpstreamWatch } from "./upstream-watch.js";

export interface ZitadelHttp extends AsyncDisposable {
  /**
   * Makes a call: when it is its turn, again where that helps, and not at all while ZITADEL is known not to answer. Whatever status comes back is an
   * answer. Throws NoAnswer for none, and other Failures for calls that were not made.
   */
  send(call: ZitadelCall): Promise<ZitadelAnswer>;
  /** What is wrong with ZITADEL as far as the last calls tell; undefined when nothing is. */
  trouble(): FailureCode | undefined;
  /** Calls that wait for their turn, and those under way. */
  load(): { readonly queued: number; readonly inFlight: number };
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
  readonly ownCallMs: number;
  /** The host that tells ZITADEL its instance, where calls go to another address than the issuer's. */
  readonly instanceHost?: string | undefined;
  readonly watch: UpstreamWatch;
  readonly clock: Clock;
}

/** Opens the connections to ZITADEL. */
export function startZitadelHttp(options: ZitadelHttpOptions): ZitadelHttp {
  const { connections, timeoutMs, retries, queue, rate, ownCallMs, instanceHost, watch, clock } = options;
  // Lists that wait must not keep people from being known.
  const ownConnections = Math.ceil(connections / 4);
  const exchanges = startExchanges(connections + ownConnections, timeoutMs, clock);
  const gate = createGate(rate, clock);
  const forRequests = createCallQueue(connections, queue, gate, clock);
  const forUs = createCallQueue(ownConnections, queue, gate, clock);
  const breaker = createBreaker((state) => {
    watch.breakerTurned(state);
  }, clock);
  const repeat = createRepeat(retries, clock);
  let trouble: FailureCode | undefined;

  async function exchange(
    call: ZitadelCall,
    askers: Askers,
    signal: AbortSignal | undefined,
  ): Promise<ZitadelAnswer> {
    const begunAt = clock.now();
    const settled = (ended: Ended): void => {
      watch.called(call.kind, outcomeOf(ended), clock.now() - begunAt);
      trouble = troubleOf(ended, trouble);
    };
    const [first] = askers.all;
    if (first !== undefined) first.upstreamCalls++;
    try {
      const message = messageOf(call, instanceHost);
      const { method, url } = message;
      const traceable = { method, route: call.route ?? url.pathname, kind: call.kind };
      const answer = await traced(traceable, (traceparent) => {
        if (traceparent !== undefined) message.headers["traceparent"] = traceparent;
        return exchanges.send(message, signal);
      });
      settled({ answer });
      if (isRateLimited(answer) && answer.retryAfterMs !== undefined) gate.pause(answer.retryAfterMs);
      return answer;
    } catch (error) {
      settled({ error });
      throw error;
    }
  }

  async function inTurn(call: ZitadelCall, askers: Askers, turns: CallQueue): Promise<ZitadelAnswer> {
    const leave = await waitForTurn(call, askers, turns);
    const isWrite = call.kind === "set" || call.kind === "remove";
    // A read that tries whether ZITADEL is back: who hangs up must not keep everybody else from learning it.
    const goesOn = !breaker.isClosed && !isWrite;
    const answer = make(call, askers, goesOn ? undefined : askers.signal, leave);
    return goesOn ? within(askers.signal, answer, () => abandoned(true)) : answer;
  }

  async function waitForTurn(call: ZitadelCall, askers: Askers, turns: CallQueue): Promise<Leave> {
    try {
      return await turns.enter(askers);
    } catch (error) {
      const hungUp = askers.signal.aborted && clock.now() < askers.deadlineAt;
      if (!hungUp && error instanceof Failure && error.code === "OVERLOADED") watch.overloaded(call.kind);
      throw error;
    }
  }

  async function make(
    call: ZitadelCall,
    askers: Askers,
    signal: AbortSignal | undefined,
    leave: Leave,
  ): Promise<ZitadelAnswer> {
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
      const askers = call.askers ?? soleAsker(ourselves(ownCallMs, clock));
      const turns = call.askers === undefined ? forUs : forRequests;
      return repeat({ kind: call.kind, askers }, (before) => {
        if (before > 0) watch.repeated(call.kind);
        return inTurn(call, askers, turns);
      });
    },
    trouble: () => trouble,
    load: () => ({
      queued: forRequests.waiting + forUs.waiting,
      inFlight: forRequests.inFlight + forUs.inFlight,
    }),
    [Symbol.asyncDispose]: () => exchanges[Symbol.asyncDispose](),
  };
}

function ourselves(forMs: number, clock: Clock): Parameters<typeof soleAsker>[0] {
  const deadlineAt = clock.now() + forMs;
  return { asker: { requestId: "", deadlineAt, upstreamCalls: 0 }, signal: clock.timeout(forMs) };
}

function messageOf(call: ZitadelCall, instanceHost: string | undefined): Message {
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
