import { parseMicros } from "../../../changes/timestamp.js";
import { isObject } from "../../codec.js";

/**
 * The date of the owner's last change in the answer to a write, in microseconds since 1970: that of the write, or of one before where there was
 * nothing to change. v2: `{setDate}`, `{deletionDate}`; v1: `{details: {changeDate}}`. Undefined where it says none.
 */
export function parseChangeDate(body: unknown): number | undefined {
  if (!isObject(body)) return undefined;
  const { setDate, deletionDate, details } = body;
  const date = setDate ?? deletionDate ?? (isObject(details) ? details["changeDate"] : undefined);
  return typeof date === "string" ? parseMicros(date) : undefined;
}
