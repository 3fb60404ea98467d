import type { Fault } from "./fault.js";

export interface Faults {
  failNext: (route: string | RegExp, fault: Fault, times?: number) => void;
  /** The fault that a request to this path meets; told once per request. */
  take(path: string): Fault | undefined;
  /** Nothing goes wrong any more. */
  calm: () => void;
}

/** All that is to go wrong, in the order it was told. */
export function createFaults(): Faults {
  const waiting: { route: string | RegExp; fault: Fault; left: number }[] = [];
  return {
    failNext: (route, fault, times = 1) => {
      waiting.push({ route, fault, left: times });
    },
    take: (path) => {
      const met = waiting.find(({ route }) => matches(route, path));
      if (met === undefined) return undefined;
      met.left -= 1;
      if (met.left === 0) waiting.splice(waiting.indexOf(met), 1);
      return met.fault;
    },
    calm: () => {
      waiting.length = 0;
    },
  };
}

function matches(route: string | RegExp, path: string): boolean {
  return typeof route === "string" ? route === path : route.test(path);
}
