import { EventEmitter, once } from "node:events";

/** What is being done for requests; a write goes on when its client has hung up, so connections do not tell. */
export interface InFlight {
  /** Something begins that may take so long. The signal is aborted when there is no more time for it. */
  begin(timeoutMs: number): { readonly signal: AbortSignal; readonly end: () => void };
  /** Ends all that is under way and whatever begins from now on; answers how many there were. */
  cut(): number;
  /** Nothing is under way. */
  ended(): Promise<void>;
}

export function createInFlight(): InFlight {
  // One of each its own: signals that are joined to one that lives as long as the process would stay with it.
  const underWay = new Set<AbortController>();
  const events = new EventEmitter();
  let isCut = false;

  return {
    begin(timeoutMs) {
      const controller = new AbortController();
      const deadline = setTimeout(() => {
        controller.abort();
      }, timeoutMs);
      if (isCut) controller.abort();
      underWay.add(controller);
      return {
        signal: controller.signal,
        end() {
          clearTimeout(deadline);
          underWay.delete(controller);
          if (underWay.size === 0) events.emit("ended");
        },
      };
    },
    cut() {
      isCut = true;
      for (const controller of underWay) controller.abort();
      return underWay.size;
    },
    async ended() {
      while (underWay.size > 0) await once(events, "ended");
    },
  };
}
