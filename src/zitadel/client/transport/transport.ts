import type { Dispatcher } from "undici";
import type { Cancellation } from "../../../lib/cancellation.js";
import type { Clock, Timer } from "../../../lib/clock.js";
import { tryParseJson } from "../../../lib/try-parse-json.js";
import type { HttpResponse } from "../call.js";
import { createDispatcher, type DispatcherOptions } from "./dispatcher.js";
import type { HttpRequest } from "./http-request.js";
import { cancelled, type TransportError, timedOut, unreachable } from "./transport-error.js";
import { parseRetryAfter } from "./retry-after.js";

export interface Transport extends AsyncDisposable {
  /** Sends a request once. Resolves for any status; rejects with TransportError if there is no response. */
  send(request: HttpRequest, signal: Cancellation): Promise<HttpResponse>;
}

/** `settledWith` of exchanges that have their response. Shared, because creating an Error is slow. */
const completed = new Error("the response is complete");

/** Maximum response size. ZITADEL's gateway stops at 10 MiB; proxies and other routes may allow more. */
const maxBodyBytes = 12 * 1024 * 1024;

/**
 * Opens the connections to ZITADEL. `timeoutMs` applies to one request, from its start to the last byte of
 * its response. Redirects are not followed: a token must not go to another address.
 */
export function startTransport(options: DispatcherOptions, clock: Clock): Transport {
  const { timeoutMs } = options;
  const dispatcher = createDispatcher(options);
  return {
    send: ({ url, ...request }, signal) =>
      new Promise((resolve, reject) => {
        const exchange = new Exchange({ timeoutMs, clock }, signal, resolve, reject);
        dispatcher.dispatch(
          { origin: url.origin, path: `${url.pathname}${url.search}`, ...request },
          exchange,
        );
      }),
    [Symbol.asyncDispose]: () => dispatcher.destroy(),
  };
}

/**
 * One request and its response, as a handler of undici's `dispatch`. Undici calls `onRequestStart` before it
 * sends the request: until then, certainly nothing was sent. A request that still waits for its connection
 * can be cancelled immediately.
 */
class Exchange implements Dispatcher.DispatchHandler {
  readonly #signal: Cancellation;
  readonly #resolve: (response: HttpResponse) => void;
  readonly #reject: (reason: TransportError) => void;
  readonly #clock: Clock;
  readonly #timer: Timer;
  readonly #onAbort = (): void => {
    this.#fail(cancelled(this.#wasSent));
  };
  readonly #chunks: Buffer[] = [];
  #length = 0;
  #status = 0;
  #contentType: string | undefined;
  #retryAfterMs: number | undefined;
  #controller: Dispatcher.DispatchController | undefined;
  settledWith: Error | undefined;

  constructor(
    { timeoutMs, clock }: { readonly timeoutMs: number; readonly clock: Clock },
    signal: Cancellation,
    resolve: (response: HttpResponse) => void,
    reject: (reason: TransportError) => void,
  ) {
    this.#signal = signal;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#clock = clock;
    this.#timer = clock.setTimeout(() => {
      this.#fail(timedOut(timeoutMs, this.#wasSent));
    }, timeoutMs);
    if (signal.aborted) this.#onAbort();
    else signal.addEventListener("abort", this.#onAbort);
  }

  get #wasSent(): boolean {
    return this.#controller !== undefined;
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    // Nothing was sent yet. Throwing keeps the connection open; aborting would close it.
    if (this.settledWith !== undefined) throw this.settledWith;
    this.#controller = controller;
  }

  onResponseStart(
    _: Dispatcher.DispatchController,
    status: number,
    headers: Readonly<Record<string, string | string[] | undefined>>,
  ): void {
    this.#status = status;
    this.#contentType = parseContentType(headers["content-type"]);
    this.#retryAfterMs = parseRetryAfter(headers["retry-after"], this.#clock);
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#length += chunk.length;
    if (this.#length <= maxBodyBytes) this.#chunks.push(chunk);
    else {
      this.#complete(undefined, true);
      controller.abort(new Error("the response exceeds the maximum size"));
    }
  }

  onResponseEnd(): void {
    const isJson = this.#contentType?.endsWith("json") === true;
    const text = isJson ? Buffer.concat(this.#chunks, this.#length).toString("utf8") : "";
    this.#complete(tryParseJson(text), false);
  }

  onResponseError(_: Dispatcher.DispatchController | undefined, error: Error): void {
    this.#fail(unreachable(error, this.#wasSent));
  }

  #complete(body: unknown, isTooLarge: boolean): void {
    if (!this.#settle(completed)) return;
    this.#resolve({
      status: this.#status,
      contentType: this.#contentType,
      body,
      isTooLarge,
      retryAfterMs: this.#retryAfterMs,
    });
  }

  #fail(reason: TransportError): void {
    if (!this.#settle(reason)) return;
    this.#reject(reason);
    this.#controller?.abort(reason);
  }

  /** Returns false if the exchange was settled before: later events are ignored. */
  #settle(reason: Error): boolean {
    if (this.settledWith !== undefined) return false;
    this.settledWith = reason;
    this.#timer.clear();
    this.#signal.removeEventListener("abort", this.#onAbort);
    return true;
  }
}

/** Clients see the media type in messages, so it has only the characters of the common types. */
function parseContentType(header: string | string[] | undefined): string | undefined {
  const [value] = typeof header === "string" ? header.split(";", 1) : [];
  const mediaType = value?.trim().toLowerCase();
  return mediaType !== undefined && /^[a-z]{1,20}\/[a-z0-9.+-]{1,60}$/.test(mediaType)
    ? mediaType
    : undefined;
}
