/** The part of AbortSignal that waiting code uses. */
export interface Cancellation {
  readonly aborted: boolean;
  addEventListener(type: "abort", listener: () => void): void;
  removeEventListener(type: "abort", listener: () => void): void;
}

/** Like AbortController, for requests and calls to ZITADEL: an AbortSignal takes 3 µs, and 1 µs for each listener. */
export class CancellationSource implements Cancellation {
  aborted = false;
  #listeners: (() => void)[] = [];

  addEventListener(_: "abort", listener: () => void): void {
    this.#listeners.push(listener);
  }

  removeEventListener(_: "abort", listener: () => void): void {
    const index = this.#listeners.indexOf(listener);
    if (index !== -1) this.#listeners.splice(index, 1);
  }

  /** Calls each listener once. Listeners must not throw: the others would not be called. */
  abort(): void {
    this.aborted = true;
    const listeners = this.#listeners;
    this.#listeners = [];
    for (const listener of listeners) listener();
  }
}
