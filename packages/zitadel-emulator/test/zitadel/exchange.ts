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
  /** Parsed, where it is JSON. */
  body: unknown;
}

/** One exchange as it stands: no redirect followed, the path untouched, any Host. */
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
