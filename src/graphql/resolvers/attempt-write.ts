import { Failure } from "../../lib/failure.js";
import type { OnSend } from "../../access/authorize-write.js";
import type { GuardedWriteResult } from "../../access/guarded-write-result.js";
import { type Caller, requireCaller, type CallContext } from "../../metadata/caller.js";
import type { InputProblem } from "../../metadata/input.js";
import { parseUserId } from "../../metadata/user-id.js";
import type { AuditedWrite, WriteAttempt, WriteOutcome } from "../context/audit.js";
import type { RequestContext } from "../context/context.js";
import type { UserMetadataUserError } from "../generated/types.js";

interface Parsed {
  readonly problems: readonly InputProblem[];
}

/** How a mutation field parses its input and writes. */
export interface WriteSteps<P extends Parsed, T> {
  readonly parse: () => P;
  readonly write: (parsed: P, context: CallContext, onSend: OnSend) => Promise<GuardedWriteResult<T>>;
}

/** `visible`: what was written and the caller may read. Empty if there are `userErrors`: nothing was written. */
export interface WriteResult<T> {
  readonly visible: readonly T[];
  readonly userErrors: readonly UserMetadataUserError[];
}

/**
 * Executes one mutation field: authenticates the caller, parses the input and writes. Records the attempt in
 * the audit log exactly once, whatever its outcome.
 */
export async function attemptWrite<P extends Parsed, T>(
  { scope, userIds, loaders, getFreshCaller, writeSignal, audit }: RequestContext,
  attempt: WriteAttempt,
  { parse, write }: WriteSteps<P, T>,
): Promise<WriteResult<T>> {
  const { userId } = attempt;
  let caller: Caller | undefined;
  let credential: AuditedWrite["credential"];

  async function execute(): Promise<WriteResult<T>> {
    caller = requireCaller(await getFreshCaller());
    parseUserId(userId, "input.userId");
    const parsed = parse();
    if (parsed.problems.length > 0) return toWriteResult({ kind: "rejected", problems: parsed.problems });
    userIds.add(userId);
    const onSend: OnSend = (as) => {
      credential = as;
    };
    try {
      return toWriteResult(await write(parsed, { caller, scope, signal: writeSignal }, onSend));
    } finally {
      loaders.clear(userId);
    }
  }

  function record(outcome: WriteOutcome): void {
    audit({ ...attempt, requestId: scope.requestId, caller, credential, ...outcome });
  }

  const result = await execute().catch((error: unknown) => {
    record({ outcome: error instanceof Failure ? error.code : "INTERNAL_SERVER_ERROR" });
    throw error;
  });
  record(toOutcome(result));
  return result;
}

function toOutcome({ userErrors }: WriteResult<unknown>): WriteOutcome {
  if (userErrors.length === 0) return { outcome: "success" };
  return { outcome: "rejected", userErrors: [...new Set(userErrors.map(({ code }) => code))] };
}

function toWriteResult<T>(result: GuardedWriteResult<T>): WriteResult<T> {
  switch (result.kind) {
    case "success":
      return { visible: result.visible, userErrors: [] };
    case "userNotFound":
      return { visible: [], userErrors: [userNotFound] };
    case "rejected":
      return { visible: [], userErrors: result.problems.map((problem) => ({ key: null, ...problem })) };
  }
}

const userNotFound: UserMetadataUserError = {
  code: "USER_NOT_FOUND",
  message: "The user does not exist or is not visible to you.",
  field: ["userId"],
  key: null,
};
