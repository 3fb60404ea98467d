import type { EntryFragment } from "../../graph/generated/operations";
import { formatJson } from "./format-json";
import { valueKindOf } from "./value-kind";

export interface View {
  readonly name: "Text" | "JSON" | "Base64";
  readonly text: string;
}

/** The available views of a value, the most suitable first. */
export function viewsOf(entry: EntryFragment): readonly [View, ...View[]] {
  const base64: View = { name: "Base64", text: entry.valueBase64 };
  if (entry.value === null) return [base64];
  const text: View = { name: "Text", text: entry.value };
  return valueKindOf(entry) === "json"
    ? [{ name: "JSON", text: formatJson(entry.value) }, text, base64]
    : [text, base64];
}
