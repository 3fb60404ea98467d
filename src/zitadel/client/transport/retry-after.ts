import type { Clock } from "../../../lib/clock.js";

/** Parses `Retry-After` (RFC 9110 section 10.2.3), seconds or a date, into milliseconds from now. */
export function parseRetryAfter(
  header: string | string[] | undefined,
  { unixMs }: Pick<Clock, "unixMs">,
): number | undefined {
  if (typeof header !== "string") return undefined;
  if (/^\d{1,9}$/.test(header)) return Number(header) * 1000;
  const date = header.endsWith(" GMT") ? Date.parse(header) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - unixMs());
}
