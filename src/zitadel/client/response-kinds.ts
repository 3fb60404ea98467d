import type { FailureCode } from "../../lib/failure.js";
import type { CallOutcome } from "./observer.js";

/** What follows from a response, whatever the call. */
interface Consequences {
  /** The failure of the call. Undefined if ZITADEL processed the call: the status then depends on the call. */
  readonly code: FailureCode | undefined;
  /** Whether the same call may soon succeed. Reads are then retried, and writes if `mayBeApplied` is false. */
  readonly isTransient: boolean;
  /**
   * Whether the circuit breaker counts it as a failure: it concerns all calls, and callers cannot cause it.
   */
  readonly opensCircuit: boolean;
  /** Whether ZITADEL may have applied a write with this response. */
  readonly mayBeApplied: boolean;
  /** What `/readyz` reports as degraded: the server until its next response, or this kind of call. */
  readonly degrades: "server" | "kind of call" | undefined;
  /** The outcome in metrics. */
  readonly outcome: CallOutcome;
}

/**
 * The kinds of responses. `result`, `rejection` and `conflict` are certainly from ZITADEL, `notRouted` and
 * `foreign` from a proxy, firewall or content delivery network in front of it. The others can be from either.
 * `classifyResponse` has the conditions.
 */
export const responseKinds = {
  result: {
    code: undefined,
    isTransient: false,
    opensCircuit: false,
    mayBeApplied: true,
    degrades: undefined,
    outcome: "success",
  },
  rejection: {
    code: undefined,
    isTransient: false,
    opensCircuit: false,
    mayBeApplied: false,
    degrades: undefined,
    outcome: "client_error",
  },
  /** Of two concurrent writes to one user, ZITADEL applied the other one. */
  conflict: {
    code: undefined,
    isTransient: true,
    opensCircuit: false,
    mayBeApplied: false,
    degrades: undefined,
    outcome: "server_error",
  },
  rateLimited: {
    code: "UPSTREAM_RATE_LIMITED",
    isTransient: true,
    opensCircuit: false,
    mayBeApplied: false,
    degrades: "server",
    outcome: "rate_limited",
  },
  requestTooLarge: {
    code: "REQUEST_TOO_LARGE",
    isTransient: false,
    opensCircuit: false,
    mayBeApplied: false,
    degrades: undefined,
    outcome: "client_error",
  },
  serverError: {
    code: "UPSTREAM_UNAVAILABLE",
    isTransient: false,
    opensCircuit: false,
    mayBeApplied: true,
    degrades: "kind of call",
    outcome: "server_error",
  },
  gatewayError: {
    code: "UPSTREAM_UNAVAILABLE",
    isTransient: true,
    opensCircuit: true,
    mayBeApplied: true,
    degrades: "server",
    outcome: "server_error",
  },
  /** A load balancer has no server for the path, or stopped waiting. It can be the only path that fails. */
  notRouted: {
    code: "UPSTREAM_UNAVAILABLE",
    isTransient: true,
    opensCircuit: false,
    mayBeApplied: true,
    degrades: "kind of call",
    outcome: "invalid_response",
  },
  foreign: {
    code: "UPSTREAM_INVALID_RESPONSE",
    isTransient: false,
    opensCircuit: false,
    mayBeApplied: true,
    degrades: "kind of call",
    outcome: "invalid_response",
  },
} as const satisfies Readonly<Record<string, Consequences>>;

export type ResponseKind = keyof typeof responseKinds;

export function consequencesOf({ kind }: { readonly kind: ResponseKind }): Consequences {
  return responseKinds[kind];
}
