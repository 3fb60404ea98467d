import { Failure } from "../lib/failure.js";

export const maxUserIdLength = 200;

/**
 * A ZITADEL user id as a caller sent it. A JSON number is refused: ids have 18 digits, more than a number can hold, so
 * that another user's id could be what arrives. Throws BAD_USER_INPUT.
 */
export function parseUserId(value: unknown, what: string): string {
  if (typeof value !== "string") {
    throw new Failure("BAD_USER_INPUT", `${what} must be a string, not ${describe(value)}.`);
  }
  if (value === "") throw new Failure("BAD_USER_INPUT", `${what} is empty.`);
  if (value.length > maxUserIdLength) {
    throw new Failure(
      "BAD_USER_INPUT",
      `${what} has ${value.length} characters; a ZITADEL user id has at most ${maxUserIdLength}.`,
    );
  }
  if (value.includes("\0") || !value.isWellFormed()) {
    throw new Failure("BAD_USER_INPUT", `${what} holds U+0000 or half a surrogate pair.`);
  }
  return value;
}

function describe(value: unknown): string {
  if (value === undefined) return "absent";
  if (value === null) return "null";
  if (typeof value === "number") return "a JSON number (18 digits do not fit into one)";
  return Array.isArray(value) ? "a list" : `a JSON ${typeof value}`;
}
