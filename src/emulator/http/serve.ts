import type { IncomingMessage, ServerResponse } from "node:http";
import type { Answer, Asked } from "./answer.js";
import { text } from "./answer.js";
import { createCall, type Call } from "./calls.js";
import type { Faults } from "./faults.js";

const largestBody = 15 * 1024 * 1024;

export interface Served {
  answer: (asked: Asked) => Promise<Answer>;
  faults: Faults;
  record: (call: Call) => void;
}

/** One request: read, recorded, answered or, if a fault waits for it, not quite. */
export async function serve(
  { answer, faults, record }: Served,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await readBody(request);
  const asked = createAsked(request, body ?? Buffer.alloc(0));
  const call = createCall(asked);
  record(call);
  const fault = faults.take(asked.path);
  if (fault === "hang") return;
  if (fault === "reset") {
    request.socket.resetAndDestroy();
    return;
  }
  const send = ({ status, headers = {}, body: sent = "" }: Answer): void => {
    call.status = status;
    response.writeHead(status, headers).end(sent);
  };
  if (body === undefined) {
    send(text(413, "Request Entity Too Large\n"));
  } else if (fault === undefined) {
    send(await answer(asked));
  } else if ("redirect" in fault) {
    send({ status: 307, headers: { location: fault.redirect } });
  } else {
    if (fault.applied === true) await answer(asked);
    const { status, body: sent = "", contentType = "application/json", headers } = fault;
    send({
      status,
      body: sent,
      headers: { ...(sent !== "" && { "content-type": contentType }), ...headers },
    });
  }
}

function createAsked({ method = "GET", url = "/", headers }: IncomingMessage, body: Buffer): Asked {
  const mark = url.indexOf("?");
  const [path, query] = mark < 0 ? [url, ""] : [url.slice(0, mark), url.slice(mark + 1)];
  return { method, path, query: new URLSearchParams(query), headers, body, params: {} };
}

async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) continue;
    length += chunk.length;
    if (length <= largestBody) chunks.push(chunk);
  }
  return length > largestBody ? undefined : Buffer.concat(chunks);
}
