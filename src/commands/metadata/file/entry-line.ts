import { type Buffer, isUtf8 } from "node:buffer";
import { parseExactJson } from "../../../lib/exact-json.js";
import { Failure } from "../../../lib/failure.js";
import { base64Of, type MetadataEntry, textOf } from "../../../metadata/entry.js";
import { type ParsedEntry, parseValue, problemMessage } from "../../../metadata/input.js";
import { keyProblemOf } from "../../../metadata/key.js";
import { parseUserId } from "../../../metadata/user-id.js";

/** An entry of a file. Its dates are not read: ZITADEL sets them. */
export interface FileEntry extends ParsedEntry {
  readonly userId: string;
}

const fields = ["userId", "key", "value", "valueBase64", "createdAt", "updatedAt"];

/** Code points that I-JSON (RFC 7493) excludes. UTF-8 has no surrogates. */
const notInterchangeable = /\p{Noncharacter_Code_Point}/u;

/** One line of JSON, with its line break. Values that are not text in I-JSON are in base64. */
export function formatEntry(entry: MetadataEntry): string {
  const { userId, key, createdAt, updatedAt } = entry;
  const text = textOf(entry);
  const value =
    text === null || notInterchangeable.test(text) ? { valueBase64: base64Of(entry) } : { value: text };
  return `${JSON.stringify({ userId, key, ...value, createdAt, updatedAt })}\n`;
}

/** Parses a line. A problem completes the sentence "the line …", and contains no part of a value. */
export function parseEntry(line: Buffer): FileEntry | { readonly problem: string } {
  if (!isUtf8(line)) return { problem: "is not UTF-8 text" };
  const object = parseObject(line.toString("utf8"));
  if (object === undefined) return { problem: "is not a JSON object, or names a field twice" };
  const unknown = [...object.keys()].find((name) => !fields.includes(name));
  if (unknown !== undefined) {
    return {
      problem: `has the unknown field ${JSON.stringify(unknown)}; known fields: ${fields.join(", ")}`,
    };
  }
  const texts = new Map([...object].filter(([, item]) => item !== null));
  for (const [name, item] of texts) {
    if (typeof item !== "string") return { problem: `has a ${name} that is not a JSON string` };
  }
  return toEntry((name) => {
    const text = texts.get(name);
    return typeof text === "string" ? text : undefined;
  });
}

function toEntry(
  textOfField: (name: string) => string | undefined,
): FileEntry | { readonly problem: string } {
  try {
    const userId = parseUserId(textOfField("userId"), "userId");
    const key = textOfField("key");
    if (key === undefined) return { problem: "has no key" };
    const keyProblem = keyProblemOf(key);
    if (keyProblem !== undefined) return toProblem(problemMessage(keyProblem, ["key"]));
    const value = parseValue({ value: textOfField("value"), valueBase64: textOfField("valueBase64") });
    return "problem" in value
      ? toProblem(problemMessage(value.problem, value.field))
      : { userId, key, ...value };
  } catch (error) {
    if (error instanceof Failure) return toProblem(error.message);
    throw error;
  }
}

function toProblem(message: string): { readonly problem: string } {
  return { problem: `is invalid: ${message}` };
}

/** The fields of a JSON object; undefined for anything else, and if a field has two values. */
function parseObject(text: string): ReadonlyMap<string, unknown> | undefined {
  if (parseExactJson(text) === undefined) return undefined;
  // Unlike the parser above, it keeps a field `__proto__`, which is unknown like any other.
  const value: unknown = JSON.parse(text);
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  return new Map(Object.entries(value));
}
