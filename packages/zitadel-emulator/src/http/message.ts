import type { IncomingHttpHeaders } from "node:http";

export interface Request {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  body: Buffer;
  /** What stands in the path where the route has `:name`, decoded. */
  params: Record<string, string>;
  /** Whether claims lag behind: they show what stood before the last write to the user. */
  isStale: boolean;
}

export interface Response {
  status: number;
  headers?: Record<string, string>;
  body?: string;
}

export function json(status: number, body: unknown, headers: Record<string, string> = {}): Response {
  return { status, headers: { "content-type": "application/json", ...headers }, body: JSON.stringify(body) };
}

export function text(status: number, body: string, headers: Record<string, string> = {}): Response {
  return { status, headers: { "content-type": "text/plain; charset=utf-8", ...headers }, body };
}
