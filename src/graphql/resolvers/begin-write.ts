import { failedWith, refusedFor, type WriteAttempt, type WriteOutcome } from "../../metadata/audit.js";
import { type Caller, requireCaller } from "../../metadata/caller.js";
import type { CallerAsking } from "../../metadata/caller-asking.js";
import type { InputProblem } from "../../metadata/new-entries.js";
import { readUserId } from "../../metadata/user-id.js";
import type { RequestContext } from "../context.js";

/**
 * Who writes, to whom, and what was read of the input. An attempt that ends here is in the audit, too; with problems it does.
 */
export async function beginWrite<T extends { readonly problems: readonly InputProblem[] }>(
  { asker, writer, writeSignal, audit }: RequestContext,
  attempt: WriteAttempt,
  readInput: () => T,
): Promise<T & { readonly userId: string; readonly writing: CallerAsking }> {
  let known: Caller | undefined;
  const note = (outcome: WriteOutcome): void => {
    audit({ ...attempt, requestId: asker.requestId, caller: known, credential: undefined, ...outcome });
  };

  async function begin(): Promise<T & { readonly userId: string; readonly writing: CallerAsking }> {
    const caller = requireCaller(await writer());
    known = caller;
    const userId = readUserId(attempt.owner, "input.userId");
    return { ...readInput(), userId, writing: { caller, asker, signal: writeSignal } };
  }

  const begun = await begin().catch((error: unknown) => {
    note(failedWith(error));
    throw error;
  });
  if (begun.problems.length > 0) note(refusedFor(begun.problems));
  return begun;
}
