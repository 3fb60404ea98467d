import type { Fault } from "./fault.js";

export interface FaultQueue {
  /** Adds a fault. */
  failNext: (route: string | RegExp, fault: Fault, times?: number) => void;
  /** Removes and returns the fault for a request to this path. Call it once per request. */
  take(path: string): Fault | undefined;
  /** Removes all faults. */
  reset: () => void;
}

/** The faults that have been set but not applied, in the order in which they were set. */
export function createFaultQueue(): FaultQueue {
  const queue: { route: string | RegExp; fault: Fault; remaining: number }[] = [];
  return {
    /** Adds a fault. */
    failNext: (route, fault, times = 1) => {
      queue.push({ route, fault, remaining: times });
    },
    take: (path) => {
      const match = queue.find(({ route }) => matches(route, path));
      if (match === undefined) return undefined;
      match.remaining -= 1;
      if (match.remaining === 0) queue.splice(queue.indexOf(match), 1);
      return match.fault;
    },
    reset: () => {
      queue.length = 0;
    },
  };
}

function matches(route: string | RegExp, path: string): boolean {
  return typeof route === "string" ? route === path : route.test(path);
}
