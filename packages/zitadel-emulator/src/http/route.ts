import type { Response, Request } from "./message.js";

export interface Route {
  /** If absent, the route accepts every method, as ZITADEL's OIDC endpoints do. */
  method?: string;
  /** `:name` matches one segment. */
  path: string;
  handle: (request: Request) => Response | Promise<Response>;
}

/** `missing` responds if no route matches. */
export async function dispatch(
  routes: readonly Route[],
  request: Request,
  missing: (request: Request) => Promise<Response>,
): Promise<Response> {
  for (const route of routes) {
    if (route.method !== undefined && route.method !== request.method) continue;
    const params = matchPath(route.path, request.path);
    if (params !== undefined) return route.handle({ ...request, params });
  }
  return missing(request);
}

/** The values of the `:name` segments; undefined if the path does not match. */
export function matchPath(pattern: string, path: string): Record<string, string> | undefined {
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
