import type { RequestScope } from "../lib/request-scope.js";
import type { Caller } from "./caller.js";

/** Who asks, in which request, and until when. */
export interface CallContext {
  readonly caller: Caller;
  readonly asker: RequestScope;
  readonly signal: AbortSignal;
}
