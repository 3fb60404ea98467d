import { Failure } from "../lib/failure.js";

export const maxUserIdLength = 200;

/**
 * Parses a ZITADEL user id from a client. Throws BAD_USER_INPUT. JSON numbers are rejected: an id has 18
 * digits, more than a number can hold exactly, so rounding could turn it into another user's id.
 */
export function parseUserId(value: unknown, name: string): string {
  if (typeof value !== "string") {
    throw new Failure("BAD_USER_INPUT", `${name} must be a string, not ${describe(value)}.`);
  }
  if (value === "") throw new Failure("BAD_USER_INPUT", `${name} is empty.`);
  if (value.length > maxUserIdLength) {
    throw new Failure(
      "BAD_USER_INPUT",
      `${name} has ${value.length} characters; a ZITADEL user id has at most ${maxUserIdLength}.`,
    );
  }
  if (value.includes("\0") || !value.isWellFormed()) {
    throw new Failure("BAD_USER_INPUT", `${name} contains U+0000 or an unpaired surrogate.`);
  }
  return value;
}

function describe(value: unknown): string {
  if (value === undefined) return "absent";
  if (value === null) return "null";
  if (typeof value === "number") return "a JSON number, which cannot hold 18 digits exactly";
  return Array.isArray(value) ? "a list" : `a JSON ${typeof value}`;
}
