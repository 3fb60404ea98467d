import type { IncomingHttpHeaders } from "node:http";

export interface Request {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  body: Buffer;
  /** Decoded path segments by the names in the route's path. */
  params: Record<string, string>;
  /** Whether claims contain the user's metadata as it was before the last write. */
  isStale: boolean;
}

export interface Response {
  status: number;
  headers?: Record<string, string>;
  body?: string | Uint8Array;
  /** HTTP trailers, which gRPC uses for its status. */
  trailers?: Record<string, string>;
}

export function json(status: number, body: unknown, headers: Record<string, string> = {}): Response {
  return { status, headers: { "content-type": "application/json", ...headers }, body: JSON.stringify(body) };
}

export function text(status: number, body: string, headers: Record<string, string> = {}): Response {
  return { status, headers: { "content-type": "text/plain; charset=utf-8", ...headers }, body };
}
