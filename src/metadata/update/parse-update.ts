import { keyProblemOf } from "../key.js";
import {
  type EntryInput,
  type InputProblem,
  listProblemOf,
  messages,
  parseValue,
  problemMessage,
} from "../input.js";
import { isObject } from "./merge-patch.js";
import type { UpdateStep } from "./update.js";

interface SetInput extends EntryInput {
  readonly ifDigest?: string | null | undefined;
}

interface MergeInput {
  readonly key: string;
  readonly patch: unknown;
  readonly ifDigest?: string | null | undefined;
}

interface DeleteInput {
  readonly key: string;
  readonly ifDigest?: string | null | undefined;
}

/** Null means the same as undefined. */
export interface UpdateInput {
  readonly set: readonly SetInput[];
  readonly merge: readonly MergeInput[];
  readonly delete: readonly DeleteInput[];
}

/** Parses an update. Returns either all steps, in the order of the input, or all problems. */
export function parseUpdate(
  input: UpdateInput,
  limit: number,
): { readonly steps: readonly UpdateStep[]; readonly problems: readonly InputProblem[] } {
  const inputs = [...input.set, ...input.merge, ...input.delete];
  const listProblem = listProblemOf(inputs, limit, "changes", []);
  if (listProblem !== undefined) return { steps: [], problems: [listProblem] };
  const steps: UpdateStep[] = [];
  const problems: InputProblem[] = [];
  const seenKeys = new Set<string>();
  const addProblem = (
    code: keyof typeof messages,
    key: string,
    path: readonly string[],
    field: readonly string[],
  ): void => {
    problems.push({ code, message: problemMessage(code, field), field: [...path, ...field], key });
  };
  const checkKey = (key: string, path: readonly string[]): void => {
    const code = seenKeys.has(key) ? "DUPLICATE_KEY" : keyProblemOf(key);
    if (code !== undefined) addProblem(code, key, path, ["key"]);
    seenKeys.add(key);
  };

  for (const [index, { key, ifDigest, ...rest }] of input.set.entries()) {
    const path = ["set", String(index)];
    checkKey(key, path);
    const value = parseValue(rest);
    if ("problem" in value) addProblem(value.problem, key, path, value.field);
    else steps.push({ kind: "set", key, ifDigest: ifDigest ?? undefined, path, ...value });
  }
  for (const [index, { key, patch, ifDigest }] of input.merge.entries()) {
    const path = ["merge", String(index)];
    checkKey(key, path);
    if (!isObject(patch)) addProblem("MERGE_NOT_AN_OBJECT", key, path, ["patch"]);
    else steps.push({ kind: "merge", key, patch, ifDigest: ifDigest ?? undefined, path });
  }
  for (const [index, { key, ifDigest }] of input.delete.entries()) {
    const path = ["delete", String(index)];
    checkKey(key, path);
    steps.push({ kind: "delete", key, ifDigest: ifDigest ?? undefined, path });
  }
  return problems.length > 0 ? { steps: [], problems } : { steps, problems };
}
