const timestamp = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/;

/** RFC 3339 → microseconds since 1970, the precision of PostgreSQL. */
export function readTimestamp(text: string): number | undefined {
  const [, seconds, fraction = "", zone] = timestamp.exec(text) ?? [];
  if (seconds === undefined || zone === undefined) return undefined;
  const ms = Date.parse(seconds + zone);
  return Number.isNaN(ms) ? undefined : ms * 1000 + Number(fraction.padEnd(6, "0").slice(0, 6));
}

/** A protobuf JSON duration, such as `1.5s` → milliseconds. */
export function readDuration(text: string): number | undefined {
  return /^\d+(\.\d{1,9})?s$/.test(text) ? Number(text.slice(0, -1)) * 1000 : undefined;
}
