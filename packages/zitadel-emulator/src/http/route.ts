import { json, text, type Response, type Request } from "./message.js";

export interface Route {
  /** Without one every method is served, as ZITADEL's OIDC endpoints do. */
  method?: string;
  /** `:name` stands for one segment. */
  path: string;
  answer: (asked: Request) => Response | Promise<Response>;
}

// The APIs behind ZITADEL's REST gateway: what they do not know they tell in its words.
const gateway = /^\/(v2|management\/v1|auth\/v1|admin\/v1)\//;

export async function answerByRoute(routes: readonly Route[], asked: Request): Promise<Response> {
  const matching = routes.flatMap((route) => {
    const params = paramsOf(route.path, asked.path);
    return params === undefined ? [] : [{ route, params }];
  });
  const served = matching.find(({ route }) => route.method === undefined || route.method === asked.method);
  if (served !== undefined) return served.route.answer({ ...asked, params: served.params });
  if (!gateway.test(asked.path)) return text(404, "404 page not found\n");
  return matching.length > 0
    ? json(405, { code: 12, message: "Method Not Allowed" })
    : json(404, { code: 5, message: "Not Found" });
}

function paramsOf(pattern: string, path: string): Record<string, string> | undefined {
  const wanted = pattern.split("/");
  const found = path.split("/");
  if (wanted.length !== found.length) return undefined;
  const params: Record<string, string> = {};
  for (const [n, part] of wanted.entries()) {
    const there = found[n] ?? "";
    if (!part.startsWith(":")) {
      if (part !== there) return undefined;
    } else {
      const value = decode(there);
      // The gateway decodes before it splits: a slash in a value is one too many.
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
