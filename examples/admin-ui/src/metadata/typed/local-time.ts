/** Converts a stored date-time to the value of a `datetime-local` input, in the time zone of the browser. */
export function toLocalTime(text: string): string {
  const time = Date.parse(text);
  if (Number.isNaN(time)) return "";
  const offset = new Date(time).getTimezoneOffset() * 60_000;
  return new Date(time - offset).toISOString().slice(0, 19);
}

/** Converts the value of a `datetime-local` input to the text to store. */
export function fromLocalTime(local: string): string {
  const time = Date.parse(local);
  return Number.isNaN(time) ? "" : new Date(time).toISOString();
}
