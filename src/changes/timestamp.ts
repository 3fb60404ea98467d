const rfc3339 = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/;
const microsPerSecond = 1_000_000;

/**
 * Parses an RFC 3339 date into microseconds since 1970, truncating finer fractions. Returns undefined if
 * invalid.
 */
export function parseMicros(text: string): number | undefined {
  const [, dateTime, fraction = "", zone] = rfc3339.exec(text) ?? [];
  if (dateTime === undefined || zone === undefined) return undefined;
  const utc = Date.parse(`${dateTime}Z`);
  // `Date.parse` turns February 31 into a date in March.
  if (new Date(utc).getUTCDate() !== Number(dateTime.slice(8, 10))) return undefined;
  const ms = zone === "Z" ? utc : Date.parse(`${dateTime}${zone}`);
  if (Number.isNaN(ms)) return undefined;
  return ms * 1000 + Number(fraction.slice(0, 6).padEnd(6, "0"));
}

/** Formats as RFC 3339 in UTC like ZITADEL's JSON: with 0, 3 or 6 fractional digits. */
export function formatMicros(micros: number): string {
  const seconds = Math.floor(micros / microsPerSecond);
  const fraction = micros - seconds * microsPerSecond;
  const dateTime = new Date(seconds * 1000).toISOString().slice(0, 19);
  if (fraction === 0) return `${dateTime}Z`;
  const digits = String(fraction).padStart(6, "0");
  return `${dateTime}.${digits.endsWith("000") ? digits.slice(0, 3) : digits}Z`;
}
