import type { Cancellation } from "../../lib/cancellation.js";
import type { Secret } from "../../lib/secret.js";
import type { RequestScope } from "../../metadata/request-scope.js";
import type { CallKind } from "./observer.js";
import type { ResponseKind } from "./response-kinds.js";

export interface Authorization {
  /** ZITADEL compares `Bearer` case-sensitively. */
  readonly scheme: "Bearer" | "Basic";
  readonly credentials: Secret;
}

/** A request that waits for a call. */
export interface CallingRequest {
  readonly scope: RequestScope;
  /** Aborted when the request no longer waits. */
  readonly signal: Cancellation;
}

/** The requests that wait for one call: usually one, several for a read that requests share. */
export interface Waiters {
  /** The call is counted for the first one (`upstreamCalls`). */
  readonly all: readonly RequestScope[];
  /** Aborted when no request waits any longer. */
  readonly signal: Cancellation;
  /** The latest deadline of all waiters, by `Clock.now()`. */
  readonly deadlineAt: number;
  /** Called for each request that joins later. The queue sets it while the call waits for a slot. */
  onJoin?: ((scope: RequestScope) => void) | undefined;
  /** Set by the queue when the call gets its first slot. From then on the requests wait for ZITADEL. */
  isStarted: boolean;
}

export function singleWaiter({ scope, signal }: CallingRequest): Waiters {
  return { all: [scope], signal, deadlineAt: scope.deadlineAt, isStarted: false };
}

/** One call to ZITADEL. */
export interface ZitadelCall {
  readonly kind: CallKind;
  readonly url: string;
  /** The path with placeholders in braces for ids, for traces. Default: the path of `url`. */
  readonly route?: string | undefined;
  /** Default: POST if there is a body, otherwise GET. */
  readonly method?: "DELETE" | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly authorization?: Authorization | undefined;
  /**
   * Whether a write depends on the entries before it. A conflict with another write is then returned, not
   * retried.
   */
  readonly isConditional?: boolean | undefined;
  /** A JSON body, as text. */
  readonly json?: string | undefined;
  readonly form?: URLSearchParams;
  /** The user that a read is about. Identical reads of the same user with the same token share one call. */
  readonly userId?: string | undefined;
}

export interface HttpResponse {
  readonly status: number;
  /** The media type without parameters, in lower case; undefined if it is missing or invalid. */
  readonly contentType: string | undefined;
  /** The parsed JSON; undefined if the content type or the body is not JSON (a proxy's page, for example). */
  readonly body: unknown;
  /** True if the body exceeded the maximum size. `body` is undefined then. */
  readonly isTooLarge: boolean;
  /** The value of the `Retry-After` header. */
  readonly retryAfterMs: number | undefined;
}

export interface ZitadelResponse extends HttpResponse {
  readonly kind: ResponseKind;
}

/** The result of a call that was sent. */
export type CallResult = { readonly response: ZitadelResponse } | { readonly error: unknown };

export function isWrite({ kind }: Pick<ZitadelCall, "kind">): boolean {
  return kind === "set" || kind === "remove";
}
