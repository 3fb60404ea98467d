import { uint8ArrayToBase64 } from "uint8array-extras";
import type { UserMetadataEntryInput, EntryFragment } from "../../graph/generated/operations";
import { formatJson } from "../value/format-json";
import { formOf } from "../value/form-of";
import { jsonProblemOf } from "../value/json-problem";
import { base64OfText, readBase64, textOfBase64 } from "../value/text";

export const modes = ["text", "json", "base64"] as const;
export type Mode = (typeof modes)[number];

/** An entry as somebody is writing it. */
export interface Draft {
  readonly key: string;
  /** What `input` is. */
  readonly mode: Mode;
  readonly input: string;
}

export const emptyDraft: Draft = { key: "", mode: "text", input: "" };

export function draftOf(entry: EntryFragment): Draft {
  const { key, value, valueBase64 } = entry;
  if (value === null) return { key, mode: "base64", input: valueBase64 };
  return formOf(entry) === "json" ? { key, mode: "json", input: value } : { key, mode: "text", input: value };
}

/** The same value written another way; undefined when it cannot be. */
export function inMode(draft: Draft, mode: Mode): Draft | undefined {
  if (mode === draft.mode) return draft;
  if (mode === "base64") return { ...draft, mode, input: base64OfText(draft.input) };
  if (draft.mode !== "base64") return { ...draft, mode };
  const text = textOfBase64(draft.input);
  return text === undefined ? undefined : { ...draft, mode, input: text };
}

/** The value's bytes, for comparison; undefined while it is not one. */
export function base64OfDraft({ mode, input }: Draft): string | undefined {
  if (mode !== "base64") return base64OfText(input);
  const bytes = readBase64(input);
  return bytes === undefined ? undefined : uint8ArrayToBase64(bytes);
}

/** A value that is written another way is still the same. */
export function isSame(a: Draft, b: Draft): boolean {
  if (a.key !== b.key) return false;
  const bytes = base64OfDraft(a);
  return bytes === undefined ? a.input === b.input : bytes === base64OfDraft(b);
}

/** What only this page knows to be wrong. All else the server tells. */
export function problemOf({ mode, input }: Draft): string | undefined {
  if (mode === "base64" && readBase64(input) === undefined) {
    return "This is no base64. Paste it again, or choose a file.";
  }
  if (mode === "json" && jsonProblemOf(input) !== undefined) {
    return "This is no JSON yet. Mend it, or save it as text.";
  }
  return undefined;
}

export function inputOf({ key, mode, input }: Draft): UserMetadataEntryInput {
  return mode === "base64" ? { key, valueBase64: input.replace(/\s/g, "") } : { key, value: input };
}

export function formatted(draft: Draft): Draft {
  return { ...draft, input: formatJson(draft.input) };
}
