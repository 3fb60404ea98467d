import type { Buffer } from "node:buffer";

/** One change that an update makes, with its place in the input. */
interface StepBase {
  readonly key: string;
  /** The entry must have this digest; empty: there must be no entry; undefined: any state. */
  readonly ifDigest: string | undefined;
  /** Path of the input object, for example `["set", "0"]`. */
  readonly path: readonly string[];
}

export interface SetStep extends StepBase {
  readonly kind: "set";
  readonly bytes: Buffer;
  readonly field: "value" | "valueBase64";
}

export interface MergeStep extends StepBase {
  readonly kind: "merge";
  /** A JSON object as the client sent it. */
  readonly patch: Readonly<Record<string, unknown>>;
}

export interface DeleteStep extends StepBase {
  readonly kind: "delete";
}

/** Each key of an update has one step. */
export type UpdateStep = SetStep | MergeStep | DeleteStep;

/** Whether the step depends on the entry that is there. */
export function isConditional(step: UpdateStep): boolean {
  return step.kind === "merge" || step.ifDigest !== undefined;
}

/** What became of one key. */
export interface UpdatedKey {
  readonly key: string;
  /** The value after the update; undefined if there is no entry. */
  readonly bytes: Buffer | undefined;
  /** False if the entry already was as requested. Always true for a key that the caller may not read. */
  readonly isChanged: boolean;
}
