import type { Answer } from "../http/answer.js";

/** A redirect as Go's library writes it. */
export function found(location: string): Answer {
  const href = location.replaceAll("&", "&amp;");
  return {
    status: 302,
    headers: { "cache-control": "no-store", "content-type": "text/html; charset=utf-8", location },
    body: `<a href="${href}">Found</a>.\n\n`,
  };
}
