import { Buffer } from "node:buffer";
import { Failure } from "../lib/failure.js";
import { decodeBase64 } from "./entry.js";
import type { MetadataEntry } from "./entry.js";
import { keyProblemOf } from "./key.js";

/** Null means the same as undefined. */
export interface ConditionInput {
  readonly key: string;
  readonly equals?: string | null | undefined;
  readonly equalsBase64?: string | null | undefined;
  readonly in?: readonly string[] | null | undefined;
  readonly exists?: boolean | null | undefined;
}

export interface Condition {
  readonly key: string;
  /** The value is one of these; undefined: any value. */
  readonly values: readonly Buffer[] | undefined;
  /** Whether the entry must not exist. */
  readonly isAbsent: boolean;
}

const maxConditions = 10;
const maxValues = 1000;

/** Parses the conditions of a search. Throws BAD_USER_INPUT. */
export function parseConditions(inputs: readonly ConditionInput[]): readonly Condition[] {
  if (inputs.length === 0 || inputs.length > maxConditions) {
    throw invalid(`where has ${inputs.length} conditions; it needs 1 to ${maxConditions}.`);
  }
  const conditions = inputs.map(parseCondition);
  if (conditions.every(({ isAbsent }) => isAbsent)) {
    throw invalid("where needs a condition other than exists: false.");
  }
  return conditions;
}

/** Throws BAD_USER_INPUT for a key that cannot exist, and for an unpaired surrogate. */
export function toCondition(key: string, texts: readonly string[]): Condition {
  if (keyProblemOf(key) !== undefined) throw invalid(`${JSON.stringify(key)} is not a metadata key.`);
  if (!texts.every((text) => text.isWellFormed())) throw invalid("A value contains an unpaired surrogate.");
  return { key, values: [...new Set(texts)].map((text) => Buffer.from(text, "utf8")), isAbsent: false };
}

function parseCondition({ key, ...input }: ConditionInput, index: number): Condition {
  const { equals, equalsBase64, in: texts, exists } = input;
  const given = Object.values({ equals, equalsBase64, texts, exists }).filter(
    (value) => value !== null && value !== undefined,
  );
  const place = `where[${index}]`;
  if (given.length !== 1) {
    throw invalid(`${place} needs exactly one of equals, equalsBase64, in and exists.`);
  }
  if (typeof equals === "string") return toCondition(key, [equals]);
  if (typeof equalsBase64 === "string") {
    const bytes = decodeBase64(equalsBase64);
    if (bytes === undefined) throw invalid(`${place}.equalsBase64 is not valid base64.`);
    return { ...toCondition(key, []), values: [bytes] };
  }
  if (texts !== null && texts !== undefined) {
    if (texts.length > maxValues) {
      throw invalid(`${place}.in has ${texts.length} values; the maximum is ${maxValues}.`);
    }
    return toCondition(key, texts);
  }
  return { ...toCondition(key, []), values: undefined, isAbsent: exists !== true };
}

export function matchesCondition(
  { key, values, isAbsent }: Condition,
  entries: readonly MetadataEntry[],
): boolean {
  const entry = entries.find((candidate) => candidate.key === key);
  if (entry === undefined || isAbsent) return isAbsent && entry === undefined;
  return values === undefined || values.some((value) => value.equals(entry.bytes));
}

function invalid(message: string): Failure {
  return new Failure("BAD_USER_INPUT", message);
}
