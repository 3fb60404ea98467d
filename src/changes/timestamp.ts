const form = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/;
const microsPerSecond = 1_000_000;

/** An RFC 3339 date as microseconds since 1970, what is finer is left out; undefined where it is none. */
export function parseMicros(text: string): number | undefined {
  const [, whole, fraction = "", zone] = form.exec(text) ?? [];
  if (whole === undefined || zone === undefined) return undefined;
  const utc = Date.parse(`${whole}Z`);
  // A 31st of February becomes one in March.
  if (new Date(utc).getUTCDate() !== Number(whole.slice(8, 10))) return undefined;
  const ms = zone === "Z" ? utc : Date.parse(`${whole}${zone}`);
  if (Number.isNaN(ms)) return undefined;
  return ms * 1000 + Number(fraction.slice(0, 6).padEnd(6, "0"));
}

/** RFC 3339 in UTC as ZITADEL's JSON writes a date: with 0, 3 or 6 digits of fraction. */
export function formatMicros(micros: number): string {
  const seconds = Math.floor(micros / microsPerSecond);
  const fraction = micros - seconds * microsPerSecond;
  const whole = new Date(seconds * 1000).toISOString().slice(0, 19);
  if (fraction === 0) return `${whole}Z`;
  const digits = String(fraction).padStart(6, "0");
  return `${whole}.${digits.endsWith("000") ? digits.slice(0, 3) : digits}Z`;
}
