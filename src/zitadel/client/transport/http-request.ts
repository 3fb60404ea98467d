import type { ZitadelCall } from "../call.js";

/** An HTTP request, ready to be sent. */
export interface HttpRequest {
  readonly url: URL;
  readonly method: "GET" | "POST" | "DELETE";
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

export interface CommonHeaders {
  /** The host that identifies the ZITADEL instance, if calls go to another address than the issuer's. */
  readonly instanceHost?: string | undefined;
  readonly userAgent: string;
}

export function toHttpRequest(call: ZitadelCall, { instanceHost, userAgent }: CommonHeaders): HttpRequest {
  const { url, authorization, json, form } = call;
  const headers: Record<string, string> = {
    accept: "application/json",
    // Without it, proxies may compress responses (RFC 9110 section 12.5.3), which the client does not decompress.
    "accept-encoding": "identity",
    "user-agent": userAgent,
    ...call.headers,
  };
  if (instanceHost !== undefined) headers["x-zitadel-instance-host"] = instanceHost;
  if (authorization !== undefined) {
    headers["authorization"] = `${authorization.scheme} ${authorization.credentials.reveal()}`;
  }
  if (json !== undefined) headers["content-type"] = "application/json";
  if (form !== undefined) headers["content-type"] = "application/x-www-form-urlencoded";
  return { url: new URL(url), method: methodOf(call), headers, body: json ?? form?.toString() ?? null };
}

export function methodOf({
  method,
  json,
  form,
}: Pick<ZitadelCall, "method" | "json" | "form">): HttpRequest["method"] {
  return method ?? (json === undefined && form === undefined ? "GET" : "POST");
}
