import { parseMicros } from "../../../changes/timestamp.js";
import { isObject } from "../../codec.js";

/**
 * Parses the date of the user's last change from the response to a write, in microseconds since 1970. It is
 * the date of an earlier write if this write changed nothing. v2: `{setDate}`, `{deletionDate}`; v1:
 * `{details: {changeDate}}`. Returns undefined if the response has no date.
 */
export function parseChangeDate(body: unknown): number | undefined {
  if (!isObject(body)) return undefined;
  const { setDate, deletionDate, details } = body;
  const date = setDate ?? deletionDate ?? (isObject(details) ? details["changeDate"] : undefined);
  return typeof date === "string" ? parseMicros(date) : undefined;
}
