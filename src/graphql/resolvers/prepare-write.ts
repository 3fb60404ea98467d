import { failed, rejected, type WriteAttempt, type WriteOutcome } from "../../access/audit.js";
import { type Caller, requireCaller } from "../../metadata/caller.js";
import type { CallContext } from "../../metadata/call-context.js";
import type { InputProblem } from "../../metadata/input.js";
import { parseUserId } from "../../metadata/user-id.js";
import type { RequestContext } from "../context/context.js";

/**
 * Who writes, to whom, and what was read of the input. An attempt that ends here is in the audit, too; with problems it does.
 */
export async function prepareWrite<T extends { readonly problems: readonly InputProblem[] }>(
  { scope, getFreshCaller, writeSignal, audit }: RequestContext,
  attempt: WriteAttempt,
  parseInput: () => T,
): Promise<T & { readonly userId: string; readonly writing: CallContext }> {
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

  async function parse(): Promise<T & { readonly userId: string; readonly writing: CallContext }> {
    const caller = requireCaller(await getFreshCaller());
    authenticated = caller;
    const userId = parseUserId(attempt.userId, "input.userId");
    return { ...parseInput(), userId, writing: { caller, scope, signal: writeSignal } };
  }

  const prepared = await parse().catch((error: unknown) => {
    recordAudit(failed(error));
    throw error;
  });
  if (prepared.problems.length > 0) recordAudit(rejected(prepared.problems));
  return prepared;
}
