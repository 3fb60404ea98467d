import { backoffMs } from "../lib/backoff.js";
import type { Clock } from "../lib/clock.js";
import { createInterruptibleWait } from "../lib/interruptible-wait.js";
import type { EndReason } from "./observer.js";

/** What an evaluation found. */
export type Evaluated<R> =
  | { readonly kind: "unchanged" }
  | { readonly kind: "event"; readonly result: R }
  /** The metadata cannot be read now. */
  | { readonly kind: "unavailable"; readonly result: R }
  | { readonly kind: "end"; readonly reason: EndReason; readonly result: R };

export type StreamItem<R> =
  | { readonly kind: "result"; readonly result: R }
  | { readonly kind: "idle" }
  | { readonly kind: "ended"; readonly reason: EndReason };

/**
 * The events of one subscription. An event is created when the transport requests it: while a client is slow,
 * changes do not queue up, and its next event has the latest state.
 */
export interface EventStream<R> {
  /**
   * Resolves to the next result, or to "idle" after `idleMs` without one. The first result comes immediately. After
   * the end, always resolves to "ended".
   */
  next(idleMs?: number): Promise<StreamItem<R>>;
  /** The metadata may have changed. */
  notifyChange(): void;
  /** Ends the stream now. Later calls have no effect. */
  end(reason: EndReason): void;
  /** Aborted at the end, with the EndReason as its reason. */
  readonly signal: AbortSignal;
}

export interface EventStreamOptions<R> {
  /** `isCheck`: first evaluation, or the one after a minute. */
  readonly evaluate: (isCheck: boolean, signal: AbortSignal) => Promise<Evaluated<R>>;
  readonly onEnd: (reason: EndReason) => void;
  readonly clock: Clock;
}

/** Interval at which the token and the access rules are checked without a change. */
const checkIntervalMs = 60_000;
const backoff = { firstMs: 1000, maxMs: checkIntervalMs };

export function createEventStream<R>({ evaluate, onEnd, clock }: EventStreamOptions<R>): EventStream<R> {
  const ending = new AbortController();
  let endedBy: EndReason | undefined;
  const { wait, interrupt } = createInterruptibleWait(clock);
  /** Set with the last result: the stream ends when the transport has sent it. */
  let endsWith: EndReason | undefined;
  let mayHaveChanged = false;
  let evaluateAt = clock.now();
  let checkAt = evaluateAt;
  let isFirst = true;
  let failures = 0;
  let isRequested = false;
  let wasRequested = true;

  const slowClientTimer = clock.setInterval(() => {
    if (!isRequested && !wasRequested) end("client_too_slow");
    wasRequested = isRequested;
  }, checkIntervalMs);
  slowClientTimer.unref();

  function end(reason: EndReason): void {
    if (endedBy !== undefined) return;
    endedBy = reason;
    slowClientTimer.clear();
    ending.abort(reason);
    onEnd(reason);
  }

  /** Returns undefined if there is nothing to send. */
  async function evaluateNow(): Promise<R | undefined> {
    mayHaveChanged = false;
    const isCheck = clock.now() >= checkAt;
    const evaluated = await evaluate(isCheck, ending.signal);
    const wasFirst = isFirst;
    isFirst = false;
    if (evaluated.kind === "unavailable" && !wasFirst) {
      evaluateAt = clock.now() + backoffMs(failures++, backoff);
      return undefined;
    }
    failures = 0;
    if (isCheck) checkAt = clock.now() + checkIntervalMs;
    evaluateAt = checkAt;
    if (evaluated.kind === "unchanged") return undefined;
    if (evaluated.kind === "unavailable") endsWith = "error";
    if (evaluated.kind === "end") endsWith = evaluated.reason;
    return evaluated.result;
  }

  async function nextItem(idleMs: number): Promise<StreamItem<R>> {
    const idleAt = clock.now() + idleMs;
    if (endsWith !== undefined) end(endsWith);
    for (;;) {
      if (endedBy !== undefined) return { kind: "ended", reason: endedBy };
      if (mayHaveChanged || clock.now() >= evaluateAt) {
        const result = await evaluateNow();
        // A result is not sent after the end: the transport may have closed.
        if (result !== undefined && !ending.signal.aborted) return { kind: "result", result };
      } else if (clock.now() >= idleAt) {
        return { kind: "idle" };
      } else {
        await wait(Math.min(evaluateAt, idleAt) - clock.now(), ending.signal);
      }
    }
  }

  return {
    async next(idleMs = Number.POSITIVE_INFINITY) {
      isRequested = true;
      wasRequested = true;
      try {
        return await nextItem(idleMs);
      } catch (error) {
        end("error");
        throw error;
      } finally {
        isRequested = false;
      }
    },
    notifyChange() {
      mayHaveChanged = true;
      interrupt();
    },
    end,
    signal: ending.signal,
  };
}
