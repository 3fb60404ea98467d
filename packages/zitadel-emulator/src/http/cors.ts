import type { Response, Request } from "./message.js";

// The list of ZITADEL's REST gateway. It includes the headers that the OIDC endpoints allow.
const allowedHeaders =
  "origin content-type accept accept-language authorization x-zitadel-orgid x-user-agent x-grpc-web " +
  "x-requested-with connect-protocol-version connect-timeout-ms grpc-timeout";

/** Allows cross-origin requests from any origin to the APIs, as ZITADEL does, but not to the login pages. */
export async function withCors(request: Request, respond: () => Promise<Response>): Promise<Response> {
  const { origin, "access-control-request-method": requestedMethod } = request.headers;
  if (origin === undefined || request.path.startsWith("/ui/")) return respond();
  const allowed = {
    "access-control-allow-origin": origin,
    "access-control-allow-credentials": "true",
    vary: "Origin, Access-Control-Request-Method, Access-Control-Request-Headers",
  };
  if (request.method === "OPTIONS" && requestedMethod !== undefined) {
    const requestedHeaders = request.headers["access-control-request-headers"] ?? "";
    const known = allowedHeaders.split(" ");
    const isRejected = requestedHeaders
      .split(/, */)
      .some((it) => it !== "" && !known.includes(it.toLowerCase()));
    if (isRejected) return { status: 204, headers: { vary: allowed.vary } };
    const headers = {
      ...allowed,
      "access-control-allow-methods": requestedMethod,
      ...(requestedHeaders !== "" && { "access-control-allow-headers": requestedHeaders }),
    };
    return { status: 204, headers };
  }
  const { headers, ...rest } = await respond();
  const exposed = { "access-control-expose-headers": "Location, Content-Length" };
  return { ...rest, headers: { ...headers, ...allowed, ...exposed } };
}
