import type { CallContext } from "../metadata/caller.js";
import { type InputProblem, maxValueBytes } from "../metadata/input.js";
import type { MetadataSource } from "../metadata/source.js";
import { isConditional, type UpdatedKey, type UpdateStep } from "../metadata/update/update.js";
import {
  type Authorization,
  type AuthorizeWrite,
  notWritable,
  type OnSend,
  type ValueLimits,
  valueProblems,
} from "./authorize-write.js";
import type { FindTakenValues } from "./find-taken-values.js";
import type { GuardedWriteResult } from "./guarded-write-result.js";

export interface Update {
  readonly steps: readonly UpdateStep[];
  /** Whether to check everything that can be checked without writing, and write nothing. */
  readonly dryRun: boolean;
}

export interface UpdateLimits extends ValueLimits {
  readonly findTakenValues: FindTakenValues;
}

export type GuardedUpdate = (
  userId: string,
  update: Update,
  context: CallContext,
  onSend: OnSend,
) => Promise<GuardedWriteResult<UpdatedKey>>;

export function createGuardedUpdate(
  source: MetadataSource,
  limits: UpdateLimits,
  authorize: AuthorizeWrite,
): GuardedUpdate {
  return async (userId, { steps, dryRun }, context, onSend) => {
    const keys = steps.map(({ key }) => key);
    const authorization = await authorize(userId, keys, context, dryRun ? () => undefined : onSend);
    // The rights come first: a digest must not show whether a key exists.
    const problems = steps.flatMap((step) => findProblems(step, authorization, limits));
    if (problems.length > 0) return { kind: "rejected", problems };
    const newEntries = steps.flatMap((step) => (step.kind === "set" ? [step] : []));
    const taken = await limits.findTakenValues(userId, newEntries, context);
    if (taken.length > 0) return { kind: "rejected", problems: taken };
    const { isVisible } = authorization;
    const result = await authorization.send((options) =>
      source.update(userId, steps, {
        ...options,
        dryRun,
        isVisible,
        maxValueBytes: (key) => limits.access.ruleFor(key)?.maxValueBytes ?? maxValueBytes,
        findProblem: limits.valueRules.findProblem,
      }),
    );
    return result.kind === "done"
      ? { kind: "success", visible: result.keys.filter(({ key }) => isVisible(key)) }
      : result;
  };
}

function findProblems(
  step: UpdateStep,
  { rights, isVisible }: Authorization,
  limits: ValueLimits,
): readonly InputProblem[] {
  const { key, path } = step;
  const field = [...path, "key"];
  if (!rights.allows(key, "caller")) return [notWritable(key, field)];
  if (isConditional(step) && !isVisible(key)) {
    const message =
      "The access rules let you write this key but not read it: it cannot have ifDigest and cannot be merged.";
    return [{ ...notWritable(key, field), message }];
  }
  if (step.kind === "merge" && limits.valueRules.isUnique(key)) {
    const message = "The values of this key are unique: set the whole value instead of merging.";
    return [{ code: "VALUE_NOT_VALID", message, field, key }];
  }
  return step.kind === "set" ? valueProblems(limits, step, path) : [];
}
