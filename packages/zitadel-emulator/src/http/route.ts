import { json, text, type Response, type Request } from "./message.js";

export interface Route {
  /** If absent, the route accepts every method, as ZITADEL's OIDC endpoints do. */
  method?: string;
  /** `:name` matches one segment. */
  path: string;
  handle: (request: Request) => Response | Promise<Response>;
}

// APIs behind ZITADEL's REST gateway. Unknown paths and methods get the gateway's error responses.
const restGateway = /^\/(v2|management\/v1|auth\/v1|admin\/v1)\//;

export async function dispatch(routes: readonly Route[], request: Request): Promise<Response> {
  const matching = routes.flatMap((route) => {
    const params = paramsOf(route.path, request.path);
    return params === undefined ? [] : [{ route, params }];
  });
  const match = matching.find(({ route }) => route.method === undefined || route.method === request.method);
  if (match !== undefined) return match.route.handle({ ...request, params: match.params });
  if (!restGateway.test(request.path)) return text(404, "404 page not found\n");
  return matching.length > 0
    ? json(405, { code: 12, message: "Method Not Allowed" })
    : json(404, { code: 5, message: "Not Found" });
}

function paramsOf(pattern: string, path: string): Record<string, string> | undefined {
  const expected = pattern.split("/");
  const actual = path.split("/");
  if (expected.length !== actual.length) return undefined;
  const params: Record<string, string> = {};
  for (const [n, part] of expected.entries()) {
    const segment = actual[n] ?? "";
    if (!part.startsWith(":")) {
      if (part !== segment) return undefined;
    } else {
      const value = decode(segment);
      // The gateway decodes the path before it splits it, so a slash in a value adds a segment.
      if (value === undefined || value === "" || value.includes("/")) return undefined;
      params[part.slice(1)] = value;
    }
  }
  return params;
}

function decode(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
