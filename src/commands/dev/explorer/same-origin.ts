import type { IncomingHttpHeaders } from "node:http";

const loopback = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

/**
 * Whether the request comes from the explorer page or from direct navigation. The check of the host prevents
 * DNS rebinding, by which a page of another site could read the access token. The check of the origin
 * prevents other pages from using the token.
 */
export function isSameOrigin({ host = "", origin }: IncomingHttpHeaders): boolean {
  return loopback.test(host) && (origin === undefined || origin === `http://${host}`);
}
