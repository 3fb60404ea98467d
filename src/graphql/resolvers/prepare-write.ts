import { failed, rejected, type WriteAttempt, type WriteOutcome } from "../../access/audit.js";
import { type Caller, requireCaller } from "../../metadata/caller.js";
import type { CallContext } from "../../metadata/call-context.js";
import type { InputProblem } from "../../metadata/input.js";
import { parseUserId } from "../../metadata/user-id.js";
import type { RequestContext } from "../context/context.js";

/**
 * Authenticates the caller of a write and parses its input. If either fails or the input has problems, the
 * attempt ends here, so this records it in the audit log.
 */
export async function prepareWrite<T extends { readonly problems: readonly InputProblem[] }>(
  { scope, getFreshCaller, writeSignal, audit }: RequestContext,
  attempt: WriteAttempt,
  parseInput: () => T,
): Promise<T & { readonly userId: string; readonly callContext: CallContext }> {
  let authenticated: Caller | undefined;
  const recordAudit = (outcome: WriteOutcome): void => {
    audit({
      ...attempt,
      requestId: scope.requestId,
      caller: authenticated,
      credential: undefined,
      ...outcome,
    });
  };

  async function parse(): Promise<T & { readonly userId: string; readonly callContext: CallContext }> {
    const caller = requireCaller(await getFreshCaller());
    authenticated = caller;
    const userId = parseUserId(attempt.userId, "input.userId");
    return { ...parseInput(), userId, callContext: { caller, scope, signal: writeSignal } };
  }

  const prepared = await parse().catch((error: unknown) => {
    recordAudit(failed(error));
    throw error;
  });
  if (prepared.problems.length > 0) recordAudit(rejected(prepared.problems));
  return prepared;
}
