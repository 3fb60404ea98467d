import type { Response } from "../http/message.js";

/** A redirect in the format of Go's `http.Redirect`. */
export function redirect(location: string): Response {
  const href = location.replaceAll("&", "&amp;");
  return {
    status: 302,
    headers: { "cache-control": "no-store", "content-type": "text/html; charset=utf-8", location },
    body: `<a href="${href}">Found</a>.\n\n`,
  };
}
