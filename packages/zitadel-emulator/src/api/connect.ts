import { json, type Request, type Response } from "../http/message.js";
import type { RequireCaller } from "./caller.js";
import { createMessage, DecodeError } from "./proto-json.js";
import type { Method } from "./method.js";
import { parseBody } from "./parse-body.js";
import { ApiError } from "./api-error.js";

/** A unary call of the Connect protocol in JSON: https://connectrpc.com/docs/protocol */
export async function handleConnectJson(
  service: string,
  method: Method,
  requireCaller: RequireCaller,
  request: Request,
): Promise<Response> {
  if (!/^application\/json\b/.test(request.headers["content-type"] ?? "")) return { status: 415 };
  try {
    const raw = request.body.toString();
    const act = method.run(createMessage(parseBody(raw), raw));
    return json(200, await act(...requireCaller(request), request.isStale), {
      "cache-control": "no-store",
    });
  } catch (error) {
    if (error instanceof DecodeError)
      return decodeErrorResponse(`*${service.split(".")[1] ?? ""}.${method.name}Request`, error);
    if (error instanceof ApiError) return connectErrorResponse(error);
    throw error;
  }
}

function decodeErrorResponse(type: string, { message }: DecodeError): Response {
  const reason = message.startsWith("proto: ") ? message : `proto: ${message}`;
  return json(400, {
    code: "invalid_argument",
    message: `unmarshal message: unmarshal into ${type}: ${reason}`,
  });
}

/** An error in JSON, which binary Connect uses, too. */
export function connectErrorResponse({ code, status, text, id, message }: ApiError): Response {
  const debug = { ...(id !== "" && { id }), message };
  const value = Buffer.concat([field(1, id ?? ""), field(2, message)]).toString("base64");
  const detail = { type: "zitadel.v1.ErrorDetail", value: value.replace(/=+$/, ""), debug };
  return json(status, { code, message: text, ...(id !== undefined && { details: [detail] }) });
}

/** Encodes a protobuf string field. Empty strings are omitted. */
function field(number: number, text: string): Buffer {
  const bytes = Buffer.from(text);
  if (bytes.length === 0) return bytes;
  const length: number[] = [];
  for (let rest = bytes.length; ; rest >>= 7) {
    length.push(rest < 128 ? rest : (rest & 127) | 128);
    if (rest < 128) break;
  }
  return Buffer.concat([Buffer.from([(number << 3) | 2, ...length]), bytes]);
}
