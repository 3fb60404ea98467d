import type { RequestScope } from "../lib/request-scope.js";
import type { Caller } from "./caller.js";

/** The caller of an operation, the request it belongs to, and the signal that ends it. */
export interface CallContext {
  readonly caller: Caller;
  readonly scope: RequestScope;
  readonly signal: AbortSignal;
}
