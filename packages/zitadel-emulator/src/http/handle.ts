import type { Writable } from "node:stream";
import { buffer } from "node:stream/consumers";
import type { Response, Request } from "./message.js";
import { close, reset, type NodeRequest, type NodeResponse } from "./node-message.js";
import { createCall, type Call } from "./calls.js";
import { applyFault } from "./fault.js";
import type { FaultQueue } from "./fault-queue.js";

export interface HandlerOptions {
  respond: (request: Request) => Promise<Response>;
  faults: FaultQueue;
  writeLocks: Set<string>;
  record: (call: Call) => void;
}

/** Reads and records a request, applies the next fault for its path, and responds. */
export async function handleRequest(
  { respond, faults, writeLocks, record }: HandlerOptions,
  incoming: NodeRequest,
  outgoing: NodeResponse,
): Promise<void> {
  const request = await readRequest(incoming);
  const call = createCall(request);
  record(call);
  const fault = faults.take(request.path);
  const execute = (): Promise<Response> => respond({ ...request, isStale: fault === "stale" });
  const outcome = await applyFault(fault, { execute, userId: call.userId, writeLocks });
  if (outcome === "hang") return;
  if (outcome === "reset") {
    reset(incoming);
    return;
  }
  const { status, headers, body = "", trailers } = "truncated" in outcome ? outcome.truncated : outcome;
  const content = Buffer.from(body);
  call.status = status;
  // HTTP/1.1 has trailers only in a chunked response, which has no length.
  const length = trailers === undefined && { "content-length": String(content.length) };
  outgoing.statusCode = status;
  for (const [name, value] of Object.entries({ ...headers, ...length })) outgoing.setHeader(name, value);
  if ("truncated" in outcome) {
    const stream: Writable = outgoing;
    stream.write(content.subarray(0, content.length / 2), () => {
      close(incoming);
    });
  } else {
    if (trailers !== undefined) outgoing.addTrailers(trailers);
    outgoing.end(content);
  }
}

async function readRequest(incoming: NodeRequest): Promise<Request> {
  const { method = "GET", url = "/" } = incoming;
  const body = await buffer(incoming);
  const queryStart = url.indexOf("?");
  const [path, query] = queryStart < 0 ? [url, ""] : [url.slice(0, queryStart), url.slice(queryStart + 1)];
  const headers = readHeaders(incoming);
  return { method, path, query: new URLSearchParams(query), headers, body, params: {}, isStale: false };
}

/** HTTP/2 has the pseudo-header `:authority` in place of `host`. */
function readHeaders({ headers }: NodeRequest): Request["headers"] {
  const { ":authority": host } = headers;
  const named = Object.entries(headers).filter(([name]) => !name.startsWith(":"));
  return { ...(typeof host === "string" && { host }), ...Object.fromEntries(named) };
}
