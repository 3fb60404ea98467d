import type { Response, Request } from "./message.js";

// The gateway's own list, which holds what the OIDC endpoints allow.
const allowedHeaders =
  "origin content-type accept accept-language authorization x-zitadel-orgid x-user-agent x-grpc-web " +
  "x-requested-with connect-protocol-version connect-timeout-ms grpc-timeout";

/** Pages of any origin may call the APIs, as ZITADEL lets them; its own pages nobody may. */
export async function withCors(asked: Request, answer: () => Promise<Response>): Promise<Response> {
  const { origin, "access-control-request-method": wantedMethod } = asked.headers;
  if (origin === undefined || asked.path.startsWith("/ui/")) return answer();
  const allowed = {
    "access-control-allow-origin": origin,
    "access-control-allow-credentials": "true",
    vary: "Origin, Access-Control-Request-Method, Access-Control-Request-Headers",
  };
  if (asked.method === "OPTIONS" && wantedMethod !== undefined) {
    const wanted = asked.headers["access-control-request-headers"] ?? "";
    const known = allowedHeaders.split(" ");
    const isRefused = wanted.split(/, */).some((it) => it !== "" && !known.includes(it.toLowerCase()));
    if (isRefused) return { status: 204, headers: { vary: allowed.vary } };
    const headers = {
      ...allowed,
      "access-control-allow-methods": wantedMethod,
      ...(wanted !== "" && { "access-control-allow-headers": wanted }),
    };
    return { status: 204, headers };
  }
  const { headers, ...rest } = await answer();
  const exposed = { "access-control-expose-headers": "Location, Content-Length" };
  return { ...rest, headers: { ...headers, ...allowed, ...exposed } };
}
