import type { ZitadelResponse } from "./call.js";
import type { CallOutcome } from "./observer.js";
import { consequencesOf } from "./response-kinds.js";
import { TransportError } from "./transport/transport-error.js";

/** The result of a call that was sent. */
export type CallResult = { readonly response: ZitadelResponse } | { readonly error: unknown };

export function classify(result: CallResult): CallOutcome {
  if ("response" in result) return consequencesOf(result.response).outcome;
  // Any other error is a bug in the subgraph. It counts as cancelled, because it is not a failure of ZITADEL.
  return result.error instanceof TransportError ? result.error.reason : "cancelled";
}
