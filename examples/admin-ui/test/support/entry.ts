import type { EntryFragment } from "../../src/graph/generated/operations";
import { encodeText, decodeBase64 } from "../../src/metadata/value/base64";

/** An entry with this value, given as text or as base64. */
export function entry(value: { value: string } | { valueBase64: string }, key = "plan"): EntryFragment {
  const text = "value" in value ? value.value : null;
  const valueBase64 = "value" in value ? encodeText(value.value) : value.valueBase64;
  return {
    id: `id of ${key}`,
    key,
    value: text,
    valueBase64,
    sizeInBytes: decodeBase64(valueBase64)?.length ?? 0,
    digest: `digest of ${valueBase64}`,
    createdAt: null,
    updatedAt: null,
    mayWrite: true,
  };
}
