import { Failure } from "../../../lib/failure.js";
import type { CallOptions } from "../../../metadata/source.js";
import type { WriteResult, WriteObserver } from "../../../changes/write-observer.js";
import type { ZitadelResponse } from "../../client/call.js";
import { parseChangeDate } from "./change-date.js";
import type { RecentWrites } from "./recent-writes.js";
import { parseErrorId, errorIds, toWriteFailure } from "../../client/errors.js";
import type { UserApi, WithApi } from "../../api/user-api.js";
import { isObject } from "../../codec.js";

export interface Write {
  readonly userId: string;
  readonly options: CallOptions;
  readonly send: (api: UserApi) => Promise<ZitadelResponse>;
  /**
   * Whether the user has the state that the write should produce. Undefined if the caller must not learn
   * this.
   */
  readonly verify: (() => Promise<boolean>) | undefined;
}

/**
 * Sends a write. Returns "done", or ZITADEL's error response. If the outcome is unknown, the user's entries
 * are read to verify it. Throws WRITE_OUTCOME_UNKNOWN if they do not confirm the write: ZITADEL may still
 * apply it.
 */
export type SendWrite = (write: Write) => Promise<"done" | ZitadelResponse>;

export function createSendWrite(
  withApi: WithApi,
  invalidateReads: (userId: string) => void,
  recentWrites: RecentWrites,
  observer: WriteObserver | undefined,
): SendWrite {
  async function sendOnce({ userId, options, send }: Write): Promise<ZitadelResponse | Failure> {
    // Reads in flight may return old data: no later read may join them.
    invalidateReads(userId);
    try {
      const response = await withApi(send, options.signal);
      const failure = isDone(response) ? undefined : toWriteFailure(response);
      return failure !== undefined && isUnknown(failure) ? failure : response;
    } catch (error) {
      if (isUnknown(error)) return error;
      throw error;
    } finally {
      invalidateReads(userId);
    }
  }

  async function sendObserved(write: Write): Promise<ZitadelResponse | Failure> {
    if (observer === undefined) return sendOnce(write);
    await observer.onStart(write.userId);
    // Default for thrown bugs: the write may have been applied.
    let end: WriteResult = { changed: true, changedAt: undefined };
    try {
      const response = await sendOnce(write);
      end = toWriteResult(response, write);
      return response;
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
    const response = await sendObserved(write);
    const isLost = response instanceof Failure;
    if (!isLost && !isDone(response)) return response;
    // The data may have changed, so userinfo and tokens may be out of date.
    recentWrites.add(write.userId);
    if (isLost && !(await wasApplied(write))) throw response;
    // ZITADEL may have applied the write after the response was lost: reads until now may return old data.
    if (isLost) invalidateReads(write.userId);
    return "done";
  };
}

/**
 * Converts a response for the observer. Without `verify`, the caller must not learn whether the keys existed:
 * the result is then the same in both cases, because it affects how long the user counts as recently written.
 */
function toWriteResult(response: ZitadelResponse | Failure, { verify }: Write): WriteResult {
  const unknown = { changed: true, changedAt: undefined } as const;
  if (response instanceof Failure) return unknown;
  if (isDone(response))
    return verify === undefined ? unknown : { changed: true, changedAt: parseChangeDate(response.body) };
  const deletedNothing = verify === undefined && parseErrorId(response) === errorIds.keyNotFound;
  return deletedNothing ? unknown : { changed: false };
}

/** A status of 200 alone could come from an HTML page of a proxy. */
function isDone({ status, body }: ZitadelResponse): boolean {
  return status === 200 && isObject(body);
}

function isUnknown(error: unknown): error is Failure {
  return error instanceof Failure && error.code === "WRITE_OUTCOME_UNKNOWN";
}
