import { uint8ArrayToBase64 } from "uint8array-extras";
import type { EntryFragment, UserMetadataSetInput } from "../../graph/generated/operations";
import { formatJson } from "../value/format-json";
import { valueKindOf } from "../value/value-kind";
import { jsonProblemOf } from "../value/json-problem";
import { encodeText, decodeBase64, decodeText } from "../value/base64";

export const modes = ["text", "json", "base64"] as const;
export type Mode = (typeof modes)[number];

/** An entry that is being edited. */
export interface Draft {
  readonly key: string;
  /** The form of `input`. */
  readonly mode: Mode;
  readonly input: string;
}

export const emptyDraft: Draft = { key: "", mode: "text", input: "" };

export function draftOf(entry: EntryFragment): Draft {
  const { key, value, valueBase64 } = entry;
  if (value === null) return { key, mode: "base64", input: valueBase64 };
  return valueKindOf(entry) === "json"
    ? { key, mode: "json", input: value }
    : { key, mode: "text", input: value };
}

/** Converts the value to another mode. Undefined if it cannot be represented in that mode. */
export function convertTo(draft: Draft, mode: Mode): Draft | undefined {
  if (mode === draft.mode) return draft;
  if (mode === "base64") return { ...draft, mode, input: encodeText(draft.input) };
  if (draft.mode !== "base64") return { ...draft, mode };
  const text = decodeText(draft.input);
  return text === undefined ? undefined : { ...draft, mode, input: text };
}

/** The value's bytes as base64, for comparison. Undefined while the input is not valid base64. */
export function draftToBase64({ mode, input }: Draft): string | undefined {
  if (mode !== "base64") return encodeText(input);
  const bytes = decodeBase64(input);
  return bytes === undefined ? undefined : uint8ArrayToBase64(bytes);
}

/** Whether two drafts have the same key and bytes, in whatever mode they are written. */
export function isSame(a: Draft, b: Draft): boolean {
  if (a.key !== b.key) return false;
  const bytes = draftToBase64(a);
  return bytes === undefined ? a.input === b.input : bytes === draftToBase64(b);
}

/** Problems that only the page can detect. The server checks everything else. */
export function problemOf({ mode, input }: Draft): string | undefined {
  if (mode === "base64" && decodeBase64(input) === undefined) {
    return "Invalid base64. Correct it, or choose a file.";
  }
  if (mode === "json" && jsonProblemOf(input) !== undefined) {
    return "Invalid JSON. Correct it, or save it as text.";
  }
  return undefined;
}

export function inputOf({ key, mode, input }: Draft): UserMetadataSetInput {
  return mode === "base64" ? { key, valueBase64: input.replace(/\s/g, "") } : { key, value: input };
}

export function formatted(draft: Draft): Draft {
  return { ...draft, input: formatJson(draft.input) };
}
