import { jsonProblemOf } from "./json-problem";

/** The most suitable display of a value. */
export type ValueKind = "text" | "json" | "bytes";

/** Only objects and arrays count as JSON. A number or a quoted word is more likely plain text. */
export function valueKindOf({ value }: { readonly value: string | null }): ValueKind {
  if (value === null) return "bytes";
  return /^\s*[{[]/.test(value) && jsonProblemOf(value) === undefined ? "json" : "text";
}
