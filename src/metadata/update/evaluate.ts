import type { Buffer } from "node:buffer";
import type { ValueRules } from "../value-rules.js";
import { type InputProblem, messages } from "../input.js";
import { digestOf } from "./digest.js";
import { mergePatch } from "./merge-patch.js";
import type { MergeStep, UpdatedKey, UpdateStep } from "./update.js";

/** The values that a user has, by key. */
export type State = ReadonlyMap<string, Buffer>;

export interface StepRules extends Pick<ValueRules, "findProblem"> {
  /** Whether the caller may read the key. The result must not depend on the value of a key that it may not. */
  readonly isVisible: (key: string) => boolean;
  /** Maximum size of a value of this key. */
  readonly maxValueBytes: (key: string) => number;
}

/** The result of each step, or all problems if one of them fails: then nothing changes. */
export type Evaluation =
  | { readonly problems: readonly InputProblem[] }
  | { readonly keys: readonly UpdatedKey[] };

/** Evaluates all steps against one state. */
export function evaluate(steps: readonly UpdateStep[], state: State, rules: StepRules): Evaluation {
  const keys: UpdatedKey[] = [];
  const problems: InputProblem[] = [];
  for (const step of steps) {
    const result = evaluateStep(step, state.get(step.key), rules);
    if ("code" in result) problems.push(result);
    else keys.push(result);
  }
  return problems.length > 0 ? { problems } : { keys };
}

function evaluateStep(
  step: UpdateStep,
  current: Buffer | undefined,
  rules: StepRules,
): UpdatedKey | InputProblem {
  const { key, ifDigest } = step;
  if (ifDigest !== undefined && ifDigest !== (current === undefined ? "" : digestOf(key, current))) {
    return problem(step, "VALUE_CHANGED", "ifDigest");
  }
  if (step.kind === "merge") return evaluateMerge(step, current, rules);
  const bytes = step.kind === "set" ? step.bytes : undefined;
  return { key, bytes, isChanged: !rules.isVisible(key) || !isSame(bytes, current) };
}

function evaluateMerge(
  step: MergeStep,
  current: Buffer | undefined,
  rules: StepRules,
): UpdatedKey | InputProblem {
  const merged = mergePatch(current, step.patch);
  if (merged === "notAnObject") return problem(step, "MERGE_NOT_AN_OBJECT", "key");
  if (merged === "notStorable") return problem(step, "VALUE_INVALID", "patch");
  if (merged === "unchanged") return { key: step.key, bytes: current, isChanged: false };
  if (merged.bytes.length > rules.maxValueBytes(step.key)) return problem(step, "VALUE_TOO_LARGE", "patch");
  const found = rules.findProblem(step.key, merged.bytes);
  if (found !== undefined) {
    const { code, message, path } = found;
    return { code, message, field: [...step.path, "patch", ...path], key: step.key };
  }
  return { key: step.key, bytes: merged.bytes, isChanged: true };
}

function isSame(a: Buffer | undefined, b: Buffer | undefined): boolean {
  return a === undefined || b === undefined ? a === b : a.equals(b);
}

function problem(
  { key, path }: UpdateStep,
  code: "VALUE_CHANGED" | "MERGE_NOT_AN_OBJECT" | "VALUE_INVALID" | "VALUE_TOO_LARGE",
  field: string,
): InputProblem {
  const message = field === "patch" ? (patchMessages[code] ?? messages[code]) : messages[code];
  return { code, message, field: [...path, field], key };
}

const patchMessages: Readonly<Record<string, string>> = {
  VALUE_INVALID:
    "The merged value cannot be stored exactly: it is nested deeper than 64 levels, has a number beyond the precision of JSON clients (±2^53), or an unpaired surrogate.",
  VALUE_TOO_LARGE: "The merged value is larger than the bytes that this key may have.",
};
