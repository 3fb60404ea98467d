import { jsonProblemOf } from "./json-problem";

/** How a value is best shown. */
export type Form = "text" | "json" | "bytes";

/** JSON is what somebody will have meant as such: an object or an array, not a number or a word. */
export function formOf({ value }: { readonly value: string | null }): Form {
  if (value === null) return "bytes";
  return /^\s*[{[]/.test(value) && jsonProblemOf(value) === undefined ? "json" : "text";
}
