import type { Delay } from "./fault.js";

/** A request that waits until the test releases it. */
export interface PendingRequest {
  /** Resolves when the emulator has received the request. */
  readonly arrived: Promise<void>;
  /** Lets the emulator process the request, or send the response that it has computed already. */
  release(): void;
}

/** A pending request, and the `until` callback of the delay that holds it. */
export function createPendingRequest(): { pending: PendingRequest; until: Delay["until"] } {
  const [arrived, arrive] = createSignal();
  const [released, release] = createSignal();
  const until = (): Promise<void> => {
    arrive();
    return released;
  };
  return { pending: { arrived, release }, until };
}

function createSignal(): [promise: Promise<void>, signal: () => void] {
  let signal: () => void = () => undefined;
  const promise = new Promise<void>((resolve) => {
    signal = resolve;
  });
  return [promise, signal];
}
