import type { IncomingHttpHeaders } from "node:http";

const loopback = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

/**
 * Whether the browser itself or our own page sent this. Behind a foreign name for this machine (DNS rebinding) there is a
 * foreign page, which would read the token; another origin's page could use it.
 */
export function isSameOrigin({ host = "", origin }: IncomingHttpHeaders): boolean {
  return loopback.test(host) && (origin === undefined || origin === `http://${host}`);
}
