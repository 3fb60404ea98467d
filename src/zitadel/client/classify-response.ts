import { isObject } from "../codec.js";
import { type HttpResponse, isWrite } from "./call.js";
import type { CallKind } from "./observer.js";
import type { ResponseKind } from "./response-kinds.js";

/** 52x and 530 are status codes of content delivery networks that cannot reach the server behind them. */
const gatewayErrors: ReadonlySet<number> = new Set([
  502, 503, 504, 520, 521, 522, 523, 524, 525, 526, 527, 530,
]);
const tooLarge: ReadonlySet<number> = new Set([413, 414, 431]);
const notRouted: ReadonlySet<number> = new Set([404, 408, 425]);

/** Decides by status, content type and body what a response to this kind of call is. */
export function classifyResponse(kind: CallKind, response: HttpResponse): ResponseKind {
  const { status, body } = response;
  // All results of ZITADEL are JSON objects. A body above the maximum size was not parsed.
  if (status === 200) return isObject(body) || response.isTooLarge ? "result" : "foreign";
  if (gatewayErrors.has(status)) return "gatewayError";
  const isFromZitadel = isOwnError(kind, body);
  // ZITADEL reports a response above its size limit with 429.
  if (status === 429) return isFromZitadel && isMessageTooLarge(body) ? "rejection" : "rateLimited";
  if (status >= 500) return isWrite({ kind }) && isConflict(status, body) ? "conflict" : "serverError";
  // 499: ZITADEL stopped processing the call.
  if (isFromZitadel && status >= 400) return status === 499 ? "serverError" : "rejection";
  if (tooLarge.has(status)) return "requestTooLarge";
  return notRouted.has(status) ? "notRouted" : "foreign";
}

/** The kinds of calls to OIDC endpoints. The other calls go to ZITADEL's own APIs. */
const oidcCalls: ReadonlySet<CallKind> = new Set(["userinfo", "introspect", "keys", "discovery", "token"]);

/** Error codes of ZITADEL's OIDC endpoints that the subgraph calls (RFC 6749 sections 4.1.2.1 and 5.2). */
const oauthErrors: ReadonlySet<unknown> = new Set([
  "access_denied",
  "invalid_client",
  "invalid_grant",
  "invalid_request",
  "invalid_scope",
  "server_error",
  "unauthorized_client",
  "unsupported_grant_type",
]);

/** Error codes of Connect, in the order of the gRPC codes 1 to 16 that REST responses have instead. */
const rpcErrors = [
  "canceled",
  "unknown",
  "invalid_argument",
  "deadline_exceeded",
  "not_found",
  "already_exists",
  "permission_denied",
  "resource_exhausted",
  "failed_precondition",
  "aborted",
  "out_of_range",
  "unimplemented",
  "internal",
  "unavailable",
  "data_loss",
  "unauthenticated",
] as const;
const rpcErrorCodes: ReadonlySet<unknown> = new Set(rpcErrors.flatMap((name, index) => [name, index + 1]));

/** Whether a body is an error of ZITADEL. OIDC: `{error}`, REST and Connect: `{code, message}`. */
function isOwnError(kind: CallKind, body: unknown): boolean {
  if (!isObject(body)) return false;
  if (oidcCalls.has(kind)) return oauthErrors.has(body["error"]);
  return rpcErrorCodes.has(body["code"]) && typeof body["message"] === "string";
}

// The only messages that are compared are those of gRPC and PostgreSQL: ZITADEL does not translate them.

function isMessageTooLarge(body: unknown): boolean {
  return parseMessage(body).includes("larger than max");
}

/**
 * Whether the write conflicted with a concurrent write to the same user (SQLSTATE 23505). ZITADEL applied the
 * other write and no part of this one.
 */
function isConflict(status: number, body: unknown): boolean {
  return status === 500 && parseMessage(body).includes("SQLSTATE 23505");
}

function parseMessage(body: unknown): string {
  const message = isObject(body) ? body["message"] : undefined;
  return typeof message === "string" ? message : "";
}
