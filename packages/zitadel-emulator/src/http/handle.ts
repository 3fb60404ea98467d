import type { IncomingMessage, ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import type { Response, Request } from "./message.js";
import { createCall, type Call } from "./calls.js";
import { applyFault } from "./fault.js";
import type { Faults } from "./faults.js";

export interface HandlerOptions {
  answer: (asked: Request) => Promise<Response>;
  faults: Faults;
  heldUsers: Set<string>;
  record: (call: Call) => void;
}

/** One request: read, recorded, answered or, if a fault waits for it, not quite. */
export async function serve(
  { answer, faults, heldUsers, record }: HandlerOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const asked = await readRequest(request);
  const call = createCall(asked);
  record(call);
  const fault = faults.take(asked.path);
  const handle = (): Promise<Response> => answer({ ...asked, isStale: fault === "stale" });
  const outcome = await applyFault(fault, { carryOut: handle, userId: call.userId, heldUsers });
  if (outcome === "hang") return;
  if (outcome === "reset") {
    request.socket.resetAndDestroy();
    return;
  }
  const { status, headers, body: sent = "" } = "half" in outcome ? outcome.half : outcome;
  call.status = status;
  response.writeHead(status, { ...headers, "content-length": Buffer.byteLength(sent) });
  if ("half" in outcome) {
    response.write(sent.slice(0, sent.length / 2), () => {
      request.socket.destroySoon();
    });
  } else {
    response.end(sent);
  }
}

async function readRequest(request: IncomingMessage): Promise<Request> {
  const { method = "GET", url = "/", headers } = request;
  const body = await buffer(request);
  const mark = url.indexOf("?");
  const [path, query] = mark < 0 ? [url, ""] : [url.slice(0, mark), url.slice(mark + 1)];
  return { method, path, query: new URLSearchParams(query), headers, body, params: {}, isStale: false };
}
