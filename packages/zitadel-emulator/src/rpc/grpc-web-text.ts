import type { Route } from "../http/route.js";

const textType = /^application\/grpc-web-text\b/;

/** Serves gRPC-Web in base64 too, the default of Google's client for browsers. */
export function serveText(handle: Route["handle"]): Route["handle"] {
  return async (request) => {
    const type = request.headers["content-type"] ?? "";
    if (!textType.test(type)) return handle(request);
    const binaryType = type.replace("grpc-web-text", "grpc-web");
    const headers = { ...request.headers, "content-type": binaryType };
    const response = await handle({ ...request, headers, body: decode(request.body) });
    return {
      ...response,
      headers: { ...response.headers, "content-type": type },
      body: Buffer.from(response.body ?? "").toString("base64"),
    };
  };
}

/** The parts of a stream are encoded one by one, each with its own padding. */
function decode(body: Buffer): Buffer {
  const parts = body.toString("latin1").match(/[^=]+=*/g) ?? [];
  return Buffer.concat(parts.map((part) => Buffer.from(part, "base64")));
}
