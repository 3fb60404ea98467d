import type { EntryFragment } from "../../src/graph/generated/operations";
import { base64OfText, readBase64 } from "../../src/metadata/value/text";

/** An entry with this value: a text, or bytes that are none. */
export function entry(value: { value: string } | { valueBase64: string }, key = "plan"): EntryFragment {
  const text = "value" in value ? value.value : null;
  const valueBase64 = "value" in value ? base64OfText(value.value) : value.valueBase64;
  return {
    id: `id of ${key}`,
    key,
    value: text,
    valueBase64,
    sizeInBytes: readBase64(valueBase64)?.length ?? 0,
    createdAt: null,
    updatedAt: null,
  };
}
