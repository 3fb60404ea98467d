import { isNestedDeeperThan, maxJsonDepth } from "../metadata/json.js";
import { hasFiniteNumbers } from "./number-limits.js";
import { isText, type ValueProblem, type ValueType } from "./typed-key.js";

export type EncodedValue = { readonly text: string } | { readonly problem: ValueProblem };

/** The stored form of a value from GraphQL. Does not check it against the schema. */
export function encodeValue(type: ValueType, value: unknown): EncodedValue {
  if (isText(type)) return typeof value === "string" ? { text: value } : toProblem("must be a text");
  if (type.kind === "digits") {
    return typeof value === "string" && /^-?(0|[1-9]\d*)$/.test(value)
      ? { text: value }
      : toProblem("must be an integer in decimal digits");
  }
  if (isNestedDeeperThan(maxJsonDepth, value)) {
    return toProblem(`is nested deeper than ${maxJsonDepth} levels`);
  }
  // JSON.stringify writes them as null.
  if (!hasFiniteNumbers(value)) return toProblem("contains a number that is too large for double precision");
  return { text: JSON.stringify(value) };
}

function toProblem(problem: string): EncodedValue {
  const message = `The value ${problem}.`;
  return { problem: { message, summary: message, path: [] } };
}
