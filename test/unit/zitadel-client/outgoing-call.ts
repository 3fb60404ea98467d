import {
  singleWaiter,
  type Waiters,
  type ZitadelCall,
  type ZitadelResponse,
} from "../../../src/zitadel/client/call.js";
import { classifyResponse } from "../../../src/zitadel/client/classify-response.js";
import { Secret } from "../../../src/lib/secret.js";

export interface CallOptions
  extends Partial<Pick<ZitadelCall, "kind" | "userId" | "url" | "json" | "isConditional">> {
  readonly token?: string;
  readonly deadlineAt?: number;
  readonly signal?: AbortSignal;
}

/** A call, by default a list call, and the request that waits for it. By default its deadline never passes. */
export function createCall({
  token = "token",
  deadlineAt = Number.POSITIVE_INFINITY,
  signal = new AbortController().signal,
  ...call
}: CallOptions = {}): [ZitadelCall, Waiters] {
  const scope = { requestId: "", deadlineAt, upstreamCalls: 0 };
  return [
    {
      kind: "list",
      url: "https://zitadel.example/list",
      authorization: { scheme: "Bearer", credentials: new Secret(token) },
      ...call,
    },
    singleWaiter({ scope, signal }),
  ];
}

/** A response to a list call. Above status 200, its body is an error of ZITADEL. */
export function createResponse(status = 200, retryAfterMs?: number): ZitadelResponse {
  const body = status === 200 ? {} : { code: "unknown", message: "" };
  const response = { status, contentType: "application/json", body, isTooLarge: false, retryAfterMs };
  return { ...response, kind: classifyResponse("list", response) };
}
