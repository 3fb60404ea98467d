import type { Fault } from "./fault.js";

export interface FaultQueue {
  failNext: (route: string | RegExp, fault: Fault, times?: number) => void;
  /** The fault that a request to this path meets; told once per request. */
  take(path: string): Fault | undefined;
  /** Nothing goes wrong any more. */
  reset: () => void;
}

/** All that is to go wrong, in the order it was told. */
export function createFaultQueue(): FaultQueue {
  const queue: { route: string | RegExp; fault: Fault; remaining: number }[] = [];
  return {
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
