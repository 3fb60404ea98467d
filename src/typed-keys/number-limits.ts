import type { ValueProblem, ValueType } from "./typed-key.js";

const maxInt = 2 ** 31 - 1;

/** The problem of a number that GraphQL's type for it cannot hold, though the JSON Schema allows it. */
export function findNumberProblem(type: ValueType, value: unknown): ValueProblem | undefined {
  if (type.kind === "list") {
    const items: readonly unknown[] = Array.isArray(value) ? value : [];
    for (const [index, item] of items.entries()) {
      const problem = findNumberProblem(type.of, item);
      if (problem !== undefined)
        return { message: problem.message, summary: problem.message, path: [String(index)] };
    }
    return undefined;
  }
  if (typeof value !== "number") return undefined;
  if (type.kind === "int" && !(value >= -maxInt - 1 && value <= maxInt)) {
    return toProblem("The value must be an integer of 32 bits.");
  }
  if (type.kind === "float" && type.isInteger && !Number.isSafeInteger(value)) {
    return toProblem(`The value must be an integer from -${maxSafe} to ${maxSafe}.`);
  }
  return undefined;
}

const maxSafe = Number.MAX_SAFE_INTEGER;

/** Whether no number in a JSON value is too large for double precision: JSON.parse returns Infinity for it. */
export function hasFiniteNumbers(value: unknown): boolean {
  if (typeof value === "number") return Number.isFinite(value);
  if (typeof value !== "object" || value === null) return true;
  return Object.values(value).every(hasFiniteNumbers);
}

function toProblem(message: string): ValueProblem {
  return { message, summary: message, path: [] };
}
