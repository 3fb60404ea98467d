import type { IncomingMessage, ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import type { Response, Request } from "./message.js";
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
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const request = await readRequest(incoming);
  const call = createCall(request);
  record(call);
  const fault = faults.take(request.path);
  const execute = (): Promise<Response> => respond({ ...request, isStale: fault === "stale" });
  const outcome = await applyFault(fault, { execute, userId: call.userId, writeLocks });
  if (outcome === "hang") return;
  if (outcome === "reset") {
    incoming.socket.resetAndDestroy();
    return;
  }
  const { status, headers, body: content = "" } = "truncated" in outcome ? outcome.truncated : outcome;
  call.status = status;
  outgoing.writeHead(status, { ...headers, "content-length": Buffer.byteLength(content) });
  if ("truncated" in outcome) {
    outgoing.write(content.slice(0, content.length / 2), () => {
      incoming.socket.destroySoon();
    });
  } else {
    outgoing.end(content);
  }
}

async function readRequest(incoming: IncomingMessage): Promise<Request> {
  const { method = "GET", url = "/", headers } = incoming;
  const body = await buffer(incoming);
  const queryStart = url.indexOf("?");
  const [path, query] = queryStart < 0 ? [url, ""] : [url.slice(0, queryStart), url.slice(queryStart + 1)];
  return { method, path, query: new URLSearchParams(query), headers, body, params: {}, isStale: false };
}
