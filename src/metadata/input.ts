import { Buffer } from "node:buffer";
import { decodeBase64 } from "./entry.js";
import { type KeyProblem, keyProblemOf } from "./key.js";
import type { ValueRuleProblem } from "./value-rules.js";

/** An entry to write. */
export interface Entry {
  readonly key: string;
  readonly bytes: Buffer;
}

/** An entry to write, with the input field that its value came from. */
export interface ParsedEntry extends Entry {
  readonly field: "value" | "valueBase64";
}

/** An entry as received from the client. */
export interface EntryInput {
  readonly key: string;
  readonly value?: string | null | undefined;
  readonly valueBase64?: string | null | undefined;
}

type ValueProblem =
  | "VALUE_REQUIRED"
  | "VALUE_AMBIGUOUS"
  | "VALUE_EMPTY"
  | "VALUE_TOO_LARGE"
  | "VALUE_INVALID";
type RuleProblem = ValueRuleProblem["code"] | "VALUE_NOT_UNIQUE";
type ListProblem = "EMPTY_INPUT" | "TOO_MANY_ENTRIES" | "DUPLICATE_KEY" | "KEY_NOT_WRITABLE";
type UpdateProblem = "VALUE_CHANGED" | "MERGE_NOT_AN_OBJECT";

/** A problem that the client can fix. `field` is the path into the input. */
export interface InputProblem {
  readonly code: KeyProblem | ValueProblem | RuleProblem | ListProblem | UpdateProblem;
  readonly message: string;
  readonly field: readonly string[];
  readonly key?: string;
}

/** ZITADEL's size limit for one value. */
export const maxValueBytes = 500_000;

export const messages: Record<KeyProblem | ValueProblem | UpdateProblem | "DUPLICATE_KEY", string> = {
  KEY_REQUIRED: "The key is empty; it needs 1 to 200 characters.",
  KEY_TOO_LONG: "The key is longer than 200 characters.",
  KEY_INVALID: "The key contains U+0000 or an unpaired surrogate, which cannot be stored.",
  DUPLICATE_KEY: "The key is listed twice; each key can have one value.",
  VALUE_REQUIRED: "Neither value nor valueBase64 is set; set one of them.",
  VALUE_AMBIGUOUS: "Both value and valueBase64 are set; set only one of them.",
  VALUE_EMPTY: "The value is empty. To remove the key, delete it.",
  VALUE_TOO_LARGE: `The value is larger than ${maxValueBytes} bytes.`,
  VALUE_INVALID: "The value contains an unpaired surrogate, which cannot be stored.",
  VALUE_CHANGED: "The entry has changed since ifDigest was read. Read it again, and decide again.",
  MERGE_NOT_AN_OBJECT: "Only a JSON object can be merged into a JSON object.",
};

/** The message of a problem with this field of an input object. */
export function problemMessage(code: keyof typeof messages, field: readonly string[]): string {
  const isBase64 = code === "VALUE_INVALID" && field.includes("valueBase64");
  return isBase64 ? "valueBase64 is not valid base64." : messages[code];
}

/**
 * Parses the entries to write. Returns either all entries or all problems: if there is a problem, `entries`
 * is empty.
 */
export function parseEntries(
  inputs: readonly EntryInput[],
  limit: number,
): { entries: readonly ParsedEntry[]; problems: readonly InputProblem[] } {
  const listProblem = listProblemOf(inputs, limit, "entries");
  if (listProblem !== undefined) return { entries: [], problems: [listProblem] };
  const entries: ParsedEntry[] = [];
  const problems: InputProblem[] = [];
  const seenKeys = new Set<string>();
  for (const [index, input] of inputs.entries()) {
    const addProblem = (code: keyof typeof messages, field: readonly string[]): void => {
      const path = ["entries", String(index), ...field];
      problems.push({ code, message: problemMessage(code, field), field: path, key: input.key });
    };
    const keyProblem = seenKeys.has(input.key) ? "DUPLICATE_KEY" : keyProblemOf(input.key);
    if (keyProblem !== undefined) addProblem(keyProblem, ["key"]);
    seenKeys.add(input.key);
    const value = parseValue(input);
    if ("problem" in value) addProblem(value.problem, value.field);
    else entries.push({ key: input.key, ...value });
  }
  return problems.length > 0 ? { entries: [], problems } : { entries, problems };
}

/**
 * Parses the keys to delete. Returns either all keys or all problems: if there is a problem, `keys` is empty.
 */
export function parseKeys(
  inputs: readonly string[],
  limit: number,
): { keys: readonly string[]; problems: readonly InputProblem[] } {
  const listProblem = listProblemOf(inputs, limit, "keys");
  if (listProblem !== undefined) return { keys: [], problems: [listProblem] };
  const problems: InputProblem[] = [];
  for (const [index, key] of inputs.entries()) {
    const code = keyProblemOf(key);
    if (code !== undefined)
      problems.push({ code, message: messages[code], field: ["keys", String(index)], key });
  }
  return problems.length > 0 ? { keys: [], problems } : { keys: inputs, problems };
}

export function listProblemOf(
  inputs: readonly unknown[],
  limit: number,
  name: string,
  field: readonly string[] = [name],
): InputProblem | undefined {
  if (inputs.length === 0) {
    return { code: "EMPTY_INPUT", message: `The list of ${name} is empty; it needs at least one.`, field };
  }
  if (inputs.length <= limit) return undefined;
  return {
    code: "TOO_MANY_ENTRIES",
    message: `The list has ${inputs.length} ${name}; the maximum is ${limit}. Split the list over several mutations.`,
    field,
  };
}

type ParsedValue =
  | { readonly bytes: Buffer; readonly field: "value" | "valueBase64" }
  | { readonly problem: ValueProblem; readonly field: readonly string[] };

export function parseValue({ value, valueBase64 }: Omit<EntryInput, "key">): ParsedValue {
  const text = value ?? undefined;
  const base64 = valueBase64 ?? undefined;
  if (text !== undefined) {
    if (base64 !== undefined) return { problem: "VALUE_AMBIGUOUS", field: [] };
    return checkBytes(text.isWellFormed() ? Buffer.from(text, "utf8") : undefined, "value");
  }
  if (base64 === undefined) return { problem: "VALUE_REQUIRED", field: [] };
  return checkBytes(decodeBase64(base64), "valueBase64");
}

function checkBytes(bytes: Buffer | undefined, field: "value" | "valueBase64"): ParsedValue {
  if (bytes === undefined) return { problem: "VALUE_INVALID", field: [field] };
  if (bytes.length === 0) return { problem: "VALUE_EMPTY", field: [field] };
  if (bytes.length > maxValueBytes) return { problem: "VALUE_TOO_LARGE", field: [field] };
  return { bytes, field };
}
