import { Failure } from "../../../lib/failure.js";
import type { WriteObserver, WriteResult } from "../../../changes/write-observer.js";
import type { Entry } from "../../../metadata/input.js";
import type { RecentEntries } from "../../../metadata/recent-entries.js";
import type { RemoveResult } from "../../api/user-api.js";
import type { RecentWrites } from "./recent-writes.js";

export interface Write {
  readonly userId: string;
  /** The entries to set. */
  readonly entries: readonly Entry[];
  readonly send: () => Promise<RemoveResult>;
  /**
   * Whether the user has the state that the write should produce. Undefined if the caller must not learn
   * this.
   */
  readonly verify: (() => Promise<boolean>) | undefined;
}

/**
 * Sends a write and returns how it ended. If the outcome is unknown, the user's entries are read to verify it.
 * Throws WRITE_OUTCOME_UNKNOWN if they do not confirm the write: ZITADEL may still apply it.
 */
export type SendWrite = (write: Write) => Promise<RemoveResult["kind"]>;

export function createSendWrite(
  invalidateReads: (userId: string) => void,
  recentWrites: RecentWrites,
  recentEntries: RecentEntries,
  observer: WriteObserver | undefined,
): SendWrite {
  /** Returns a Failure if the outcome is unknown. */
  async function sendOnce({ userId, send }: Write): Promise<RemoveResult | Failure> {
    // Reads in flight may return old data: no later read may join them.
    invalidateReads(userId);
    try {
      return await send();
    } catch (error) {
      if (error instanceof Failure && error.code === "WRITE_OUTCOME_UNKNOWN") return error;
      throw error;
    } finally {
      invalidateReads(userId);
    }
  }

  async function sendObserved(write: Write): Promise<RemoveResult | Failure> {
    if (observer === undefined) return sendOnce(write);
    await observer.onStart(write.userId);
    // Default for thrown bugs: the write may have been applied.
    let end: WriteResult = { changed: true, changedAt: undefined };
    try {
      const result = await sendOnce(write);
      end = toWriteResult(result, write);
      return result;
    } catch (error) {
      if (error instanceof Failure) end = { changed: false };
      throw error;
    } finally {
      await observer.onEnd(write.userId, end);
    }
  }

  async function wasApplied({ verify }: Write): Promise<boolean> {
    try {
      return verify !== undefined && (await verify());
    } catch (error) {
      if (error instanceof Failure) return false;
      throw error;
    }
  }

  return async (write) => {
    const result = await sendObserved(write);
    const isLost = result instanceof Failure;
    if (!isLost && result.kind !== "done") return result.kind;
    // The data may have changed, so userinfo and tokens may be out of date.
    recentWrites.add(write.userId);
    recentEntries.add(write.userId, write.entries);
    if (isLost && !(await wasApplied(write))) throw result;
    // ZITADEL may have applied the write after the response was lost: reads until now may return old data.
    if (isLost) invalidateReads(write.userId);
    return "done";
  };
}

/**
 * Converts a result for the observer. Without `verify`, the caller must not learn whether the keys existed:
 * the result is then the same in both cases, because it affects how long the user counts as recently written.
 */
function toWriteResult(result: RemoveResult | Failure, { verify }: Write): WriteResult {
  const unknown = { changed: true, changedAt: undefined } as const;
  if (result instanceof Failure) return unknown;
  if (verify === undefined) return result.kind === "userNotFound" ? { changed: false } : unknown;
  return result.kind === "done" ? { changed: true, changedAt: result.changedAt } : { changed: false };
}
