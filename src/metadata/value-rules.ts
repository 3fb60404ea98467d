import type { Buffer } from "node:buffer";

/** Why a value may not be set. */
export interface ValueRuleProblem {
  readonly code: "VALUE_NOT_VALID" | "KEY_NOT_DEFINED";
  readonly message: string;
  /** The place within the value, from the outside in. */
  readonly path: readonly string[];
}

/** Rules for values, which apply to every write. */
export interface ValueRules {
  /** The problem of a new value; undefined: none. */
  readonly findProblem: (key: string, bytes: Buffer) => ValueRuleProblem | undefined;
  /** Whether no two users may have the same value of this key. */
  readonly isUnique: (key: string) => boolean;
}

/** ZITADEL's own rules only. */
export const noValueRules: ValueRules = { findProblem: () => undefined, isUnique: () => false };
