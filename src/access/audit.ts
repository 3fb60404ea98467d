import { Failure, type FailureCode } from "../lib/failure.js";
import type { Caller } from "../metadata/caller.js";
import type { InputProblem } from "../metadata/input.js";

/** What somebody is about to write; the values are nobody's business. */
export interface WriteAttempt {
  readonly action: "set" | "delete";
  /** The user whose metadata it is, as the caller named them. */
  readonly owner: string;
  readonly keys: readonly string[];
}

/** A user error of a mutation's answer. */
export type UserErrorCode = InputProblem["code"] | "USER_NOT_FOUND";

/** How a write ended; refused: by what the answer says in its user errors. What is no Failure is a bug. */
export type WriteOutcome =
  | { readonly outcome: "success" | FailureCode | "INTERNAL_SERVER_ERROR" }
  | { readonly outcome: "rejected"; readonly userErrors: readonly UserErrorCode[] };

export type AuditedWrite = WriteAttempt &
  WriteOutcome & {
    readonly requestId: string;
    /** Undefined without a good access token. */
    readonly caller: Pick<Caller, "id" | "clientId"> | undefined;
    /** With whose token ZITADEL was asked; undefined when it was not. */
    readonly credential: "caller" | "service" | undefined;
  };

/** Told of every attempt to write, once. Must not throw. */
export type Audit = (write: AuditedWrite) => void;

export function rejected(problems: readonly { readonly code: UserErrorCode }[]): WriteOutcome {
  return { outcome: "rejected", userErrors: [...new Set(problems.map(({ code }) => code))] };
}

export function failed(error: unknown): WriteOutcome {
  return { outcome: error instanceof Failure ? error.code : "INTERNAL_SERVER_ERROR" };
}
