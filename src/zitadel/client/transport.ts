import { Agent, type Dispatcher } from "undici";
import type { Clock, Timer } from "../../lib/clock.js";
import type { ZitadelResponse } from "./call.js";
import { cancelled, type TransportError, timedOut, unreachable } from "./transport-error.js";
import { readRetryAfter } from "./retry-after.js";

/** What goes over the wire. */
export interface HttpRequest {
  readonly url: URL;
  readonly method: "GET" | "POST" | "DELETE";
  readonly headers: Record<string, string>;
  readonly body: string | null;
}

export interface Transport extends AsyncDisposable {
  /** Sends a message once. Whatever status comes back is an answer; throws NoAnswer for none. */
  send(message: HttpRequest, signal: AbortSignal | undefined): Promise<ZitadelResponse>;
}

/** Why nothing more is of interest of an exchange that was answered. One for all: to make an error takes longer than to answer. */
const completed = new Error("it was answered");

/** ZITADEL's gateway stops at 10 MiB; this bound is for what stands before it and for routes without that limit. */
const maxBodyBytes = 12 * 1024 * 1024;

/**
 * Opens the connections to ZITADEL. `timeoutMs` is for a message from its start to the last byte of its answer. Redirects are not
 * followed: a token goes only where discovery said.
 */
export function startTransport(connections: number, timeoutMs: number, clock: Clock): Transport {
  // Its own times, of five minutes, would end a call that may take longer as if the connection had broken.
  const agent = new Agent({
    connections,
    connect: { timeout: timeoutMs },
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  return {
    send: ({ url, ...message }, signal) =>
      new Promise((resolve, reject) => {
        const exchange = new Exchange({ timeoutMs, clock }, signal, resolve, reject);
        agent.dispatch({ origin: url.origin, path: `${url.pathname}${url.search}`, ...message }, exchange);
      }),
    [Symbol.asyncDispose]: () => agent.destroy(),
  };
}

/**
 * One message and its answer, by undici's own interface: it tells when the message is about to be sent, so that nobody is in doubt about one that
 * was not, and a message that still waits for its connection can be given up at once.
 */
class Exchange implements Dispatcher.DispatchHandler {
  readonly #signal: AbortSignal | undefined;
  readonly #resolve: (answer: ZitadelResponse) => void;
  readonly #reject: (reason: TransportError) => void;
  readonly #clock: Clock;
  readonly #timer: Timer;
  readonly #onAbort = (): void => {
    this.fail(cancelled(this.#wasSent));
  };
  readonly #chunks: Buffer[] = [];
  #length = 0;
  #status = 0;
  #retryAfterMs: number | undefined;
  #controller: Dispatcher.DispatchController | undefined;
  settledWith: Error | undefined;

  constructor(
    { timeoutMs, clock }: { readonly timeoutMs: number; readonly clock: Clock },
    signal: AbortSignal | undefined,
    resolve: (answer: ZitadelResponse) => void,
    reject: (reason: TransportError) => void,
  ) {
    this.#signal = signal;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#clock = clock;
    this.#timer = clock.setTimeout(() => {
      this.fail(timedOut(timeoutMs, this.#wasSent));
    }, timeoutMs);
    if (signal?.aborted === true) this.#onAbort();
    else signal?.addEventListener("abort", this.#onAbort);
  }

  get #wasSent(): boolean {
    return this.#controller !== undefined;
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    // Nothing was sent: to abort it would close the connection.
    if (this.settledWith !== undefined) throw this.settledWith;
    this.#controller = controller;
  }

  onResponseStart(
    _: Dispatcher.DispatchController,
    status: number,
    headers: Readonly<Record<string, string | string[] | undefined>>,
  ): void {
    this.#status = status;
    this.#retryAfterMs = readRetryAfter(headers["retry-after"], this.#clock);
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#length += chunk.length;
    if (this.#length <= maxBodyBytes) this.#chunks.push(chunk);
    else {
      this.#answer(undefined, true);
      controller.abort(new Error("the answer is larger than it is read"));
    }
  }

  onResponseEnd(): void {
    this.#answer(parseJson(Buffer.concat(this.#chunks, this.#length).toString("utf8")), false);
  }

  onResponseError(_: Dispatcher.DispatchController | undefined, error: Error): void {
    this.fail(unreachable(error, this.#wasSent));
  }

  #answer(body: unknown, isTooLarge: boolean): void {
    const answer = { status: this.#status, body, isTooLarge, retryAfterMs: this.#retryAfterMs };
    if (this.#end(completed)) this.#resolve(answer);
  }

  fail(reason: TransportError): void {
    if (!this.#end(reason)) return;
    this.#reject(reason);
    this.#controller?.abort(reason);
  }

  /** Whether this is its end: what comes after one is of no interest. */
  #end(by: Error): boolean {
    if (this.settledWith !== undefined) return false;
    this.settledWith = by;
    this.#timer.clear();
    this.#signal?.removeEventListener("abort", this.#onAbort);
    return true;
  }
}

function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}
