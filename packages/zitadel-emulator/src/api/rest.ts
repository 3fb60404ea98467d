import { json, type Response, type Request } from "../http/message.js";
import type { Route } from "../http/route.js";
import type { RequireCaller } from "./caller.js";
import { createMessage, DecodeError } from "./proto-json.js";
import type { Method } from "./method.js";
import { parseBody } from "./parse-body.js";
import { ApiError } from "./api-error.js";

/** `headers` are added to every response of the method. */
export function restRoute(
  method: Method,
  requireCaller: RequireCaller,
  headers: Record<string, string> = {},
): Route {
  return {
    ...method.rest,
    handle: async (request) => {
      try {
        const raw = request.body.toString();
        const fields = method.rest.query === undefined ? bodyOf(raw) : queryOf(request, method.rest.query);
        const act = method.run(createMessage({ ...fields, ...request.params }, raw));
        requireAscii(request);
        return json(200, await act(...requireCaller(request), request.isStale), headers);
      } catch (error) {
        if (error instanceof DecodeError) return json(400, { code: 3, message: error.message });
        if (error instanceof ApiError) return restErrorResponse(error, headers);
        throw error;
      }
    },
  };
}

function bodyOf(raw: string): Record<string, unknown> {
  return raw === "" ? {} : parseBody(raw);
}

function queryOf({ query }: Request, as: "lists" | "texts"): Record<string, unknown> {
  if (as === "texts") return Object.fromEntries(query);
  return Object.fromEntries([...query.keys()].map((name) => [name, query.getAll(name)]));
}

/** The gateway passes the path in a gRPC header, which allows only printable ASCII characters. */
function requireAscii({ params }: Request): void {
  if (Object.values(params).every((it) => /^[ -~]*$/.test(it))) return;
  const header = 'header key "zitadel-activity-path"';
  throw new ApiError("internal", `${header} contains value with non-printable ASCII characters`);
}

export function restErrorResponse(error: ApiError, headers: Record<string, string> = {}): Response {
  const { number, status, text, id, message } = error;
  const detail = { "@type": "type.googleapis.com/zitadel.v1.ErrorDetail", ...(id !== "" && { id }), message };
  const body = { code: number, message: text, ...(id !== undefined && { details: [detail] }) };
  return json(status, body, { ...headers, ...(status === 401 && { "www-authenticate": text }) });
}
