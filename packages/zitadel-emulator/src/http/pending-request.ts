import type { Delay } from "./fault.js";

/** A request that waits until a test lets it go. */
export interface PendingRequest {
  /** Settles when the request is there. */
  readonly arrived: Promise<void>;
  release(): void;
}

export function createLatch(): { held: PendingRequest; until: Delay["until"] } {
  const [arrived, arrive] = createSignal();
  const [released, release] = createSignal();
  const until = (): Promise<void> => {
    arrive();
    return released;
  };
  return { held: { arrived, release }, until };
}

function createSignal(): [promise: Promise<void>, give: () => void] {
  let give: () => void = () => undefined;
  const promise = new Promise<void>((resolve) => {
    give = resolve;
  });
  return [promise, give];
}
