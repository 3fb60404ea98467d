import {
  type InputProblem,
  listProblemOf,
  messages,
  type ParsedEntry,
  parseValue,
} from "../../metadata/input.js";
import { encodeValue } from "../../typed-keys/encode-value.js";
import type { TypedKey } from "../../typed-keys/typed-key.js";

/** The changes of one mutation: all of them, or all problems and no changes. */
export interface ParsedAttributes {
  readonly entries: readonly ParsedEntry[];
  readonly keysToDelete: readonly string[];
  readonly problems: readonly InputProblem[];
}

/** Parses values by field; null deletes. Does not check them against their schemas. */
export function parseAttributes(
  attributes: Readonly<Record<string, unknown>>,
  byField: ReadonlyMap<string, TypedKey>,
  limit: number,
): ParsedAttributes {
  const inputs = Object.entries(attributes);
  const listProblem = listProblemOf(inputs, limit, "attributes");
  if (listProblem !== undefined) return { entries: [], keysToDelete: [], problems: [listProblem] };
  const entries: ParsedEntry[] = [];
  const keysToDelete: string[] = [];
  const problems: InputProblem[] = [];
  for (const [field, value] of inputs) {
    const typedKey = byField.get(field);
    if (typedKey === undefined) throw new TypeError(`no typed key has the field ${field}`);
    if (value === null) {
      keysToDelete.push(typedKey.key);
      continue;
    }
    const parsed = parseAttribute(typedKey, value);
    if ("code" in parsed) problems.push(parsed);
    else entries.push(parsed);
  }
  return problems.length > 0
    ? { entries: [], keysToDelete: [], problems }
    : { entries, keysToDelete, problems };
}

function parseAttribute({ key, field, type }: TypedKey, value: unknown): ParsedEntry | InputProblem {
  const encoded = encodeValue(type, value);
  if ("problem" in encoded) {
    const { message, path } = encoded.problem;
    return { code: "VALUE_NOT_VALID", message, field: ["attributes", field, ...path], key };
  }
  const parsed = parseValue({ value: encoded.text });
  if ("bytes" in parsed) return { key, ...parsed };
  return { code: parsed.problem, message: messages[parsed.problem], field: ["attributes", field], key };
}
