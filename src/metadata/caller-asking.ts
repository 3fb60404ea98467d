import type { Asker } from "../lib/asker.js";
import type { Caller } from "./caller.js";

/** Who asks, in which request, and until when. */
export interface CallerAsking {
  readonly caller: Caller;
  readonly asker: Asker;
  readonly signal: AbortSignal;
}
