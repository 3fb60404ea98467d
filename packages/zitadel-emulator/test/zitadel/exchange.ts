import { request as httpRequest, type IncomingHttpHeaders } from "node:http";
import { request as httpsRequest } from "node:https";
import { text } from "node:stream/consumers";

export interface ExchangeRequest {
  method?: string;
  path: string;
  headers?: Record<string, string>;
  body?: string;
}

export interface ExchangeResponse {
  status: number;
  headers: IncomingHttpHeaders;
  /** Parsed if it is JSON, otherwise text. */
  body: unknown;
}

/**
 * Sends a request as it is: without following redirects or normalizing the path, and with any Host header.
 */
export async function exchange(issuer: string, sent: ExchangeRequest): Promise<ExchangeResponse> {
  const { protocol, hostname, port } = new URL(issuer);
  const { method = "GET", path, headers = {}, body = "" } = sent;
  const length = body === "" ? {} : { "content-length": String(Buffer.byteLength(body)) };
  return new Promise((resolve, reject) => {
    const request = (protocol === "https:" ? httpsRequest : httpRequest)(
      { hostname, port, method, path, headers: { ...headers, ...length }, agent: false },
      (response) => {
        text(response).then((responseText) => {
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: parse(responseText) });
        }, reject);
      },
    );
    request.on("error", reject);
    request.end(body);
  });
}

function parse(responseText: string): unknown {
  try {
    return JSON.parse(responseText);
  } catch {
    return responseText;
  }
}
