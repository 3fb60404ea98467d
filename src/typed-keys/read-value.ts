import { type Buffer, isUtf8 } from "node:buffer";
import { Failure } from "../lib/failure.js";
import { parseJson } from "../metadata/json.js";
import { hasFiniteNumbers } from "./number-limits.js";
import { isText, type TypedKey, type ValueProblem } from "./typed-key.js";

export type ReadValue =
  /** The value in GraphQL. */
  { readonly value: unknown } | { readonly problem: ValueProblem };

/** Numbers that may be too large for double precision. */
const largeNumber = /\d{309}|[eE]\+?\d{3}/;

/** Reads a stored value of the key. */
export function readValue(typedKey: TypedKey, bytes: Buffer): ReadValue {
  if (!isUtf8(bytes)) return toProblem("is not valid UTF-8");
  const text = bytes.toString("utf8");
  if (isText(typedKey.type)) return check(typedKey, text, text);
  const parsed = parseJson(text);
  if ("problem" in parsed) return toProblem(parsed.problem);
  if (largeNumber.test(text) && !hasFiniteNumbers(parsed.value)) {
    return toProblem("contains a number that is too large for double precision");
  }
  if (typedKey.type.kind !== "digits") return check(typedKey, parsed.value, parsed.value);
  const digits = toDigits(text.trim(), parsed.value);
  return digits === undefined
    ? toProblem("must be an integer in decimal digits")
    : check(typedKey, parsed.value, digits);
}

function check({ findProblem }: TypedKey, parsed: unknown, value: unknown): ReadValue {
  const problem = findProblem(parsed);
  return problem === undefined ? { value } : { problem };
}

/** The digits of an integer. `1e3` has none of its own, and those of a rounded number would be wrong. */
function toDigits(text: string, value: unknown): string | undefined {
  if (/^-?\d+$/.test(text)) return text;
  return Number.isSafeInteger(value) ? String(value) : undefined;
}

function toProblem(problem: string): ReadValue {
  const message = `The value ${problem}.`;
  return { problem: { message, summary: message, path: [] } };
}

/** Returns a stored value of the key. Throws STORED_VALUE_INVALID if it does not match the schema. */
export function requireValue(typedKey: TypedKey, bytes: Buffer): unknown {
  const read = readValue(typedKey, bytes);
  if ("value" in read) return read.value;
  throw new Failure(
    "STORED_VALUE_INVALID",
    `The stored value of the key ${JSON.stringify(typedKey.key)} does not match its schema: ${read.problem.summary}`,
  );
}
