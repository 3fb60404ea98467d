import type { Secret } from "../../lib/secret.js";
import type { Waiters } from "./waiters.js";
import type { CallKind } from "./observer.js";

export interface Authorization {
  /** ZITADEL takes no other spelling of `Bearer`. */
  readonly scheme: "Bearer" | "Basic";
  readonly credentials: Secret;
}

/** One call to ZITADEL. */
export interface ZitadelCall {
  readonly kind: CallKind;
  readonly url: string;
  /** The path with a name in braces where somebody's id stands; that of the url when absent. */
  readonly route?: string | undefined;
  /** POST when there is a body, GET otherwise, unless it says so. */
  readonly method?: "DELETE" | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly authorization?: Authorization | undefined;
  /** A body of JSON, as text. */
  readonly json?: string | undefined;
  readonly form?: URLSearchParams;
  /** Those who wait for it. Without any it is one of our own, such as a token check, which many may wait for. */
  readonly askers?: Waiters | undefined;
}

export interface ZitadelResponse {
  readonly status: number;
  /** The parsed JSON; undefined when it is none (a proxy's HTML, say). */
  readonly body: unknown;
  /** The body was larger than we read: `body` is undefined. */
  readonly isTooLarge: boolean;
  /** What `Retry-After` says. */
  readonly retryAfterMs: number | undefined;
}
