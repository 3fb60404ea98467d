import { Failure } from "../../../lib/failure.js";
import type { CallOptions } from "../../../metadata/source.js";
import type { WriteResult, WriteObserver } from "../../../changes/write-observer.js";
import type { ZitadelResponse } from "../../client/call.js";
import { parseChangeDate } from "./change-date.js";
import type { RecentWrites } from "./recent-writes.js";
import { errorIdOf, errorIds, toWriteFailure } from "../../client/errors.js";
import type { UserApi, WithApi } from "../../api/user-api.js";
import { isObject } from "../../codec.js";

export interface Write {
  readonly ownerId: string;
  readonly asking: CallOptions;
  readonly send: (api: UserApi) => Promise<ZitadelResponse>;
  /** Whether the owner has what the write would have made of it; undefined where the caller must not learn that. */
  readonly verify: (() => Promise<boolean>) | undefined;
}

/**
 * Sends a write. Where nobody can say whether it was done, the owner is read. Answers "done", or ZITADEL's refusal; throws WRITE_OUTCOME_UNKNOWN where
 * what was to be done is not there, or cannot be seen: it may still come.
 */
export type SendWrite = (write: Write) => Promise<"done" | ZitadelResponse>;

export function createSendWrite(
  withApi: WithApi,
  invalidateReads: (ownerId: string) => void,
  recentWrites: RecentWrites,
  watch: WriteObserver | undefined,
): SendWrite {
  async function sendOnce({ ownerId, asking, send }: Write): Promise<ZitadelResponse | Failure> {
    // What is being read is of before: neither who comes now nor who comes after the write joins it.
    invalidateReads(ownerId);
    try {
      const answer = await withApi(send, asking.signal);
      const failure = isDone(answer) ? undefined : toWriteFailure(answer);
      return failure !== undefined && isUnknown(failure) ? failure : answer;
    } catch (error) {
      if (isUnknown(error)) return error;
      throw error;
    } finally {
      invalidateReads(ownerId);
    }
  }

  async function sendWatched(write: Write): Promise<ZitadelResponse | Failure> {
    if (watch === undefined) return sendOnce(write);
    await watch.onStart(write.ownerId);
    // What else is thrown is a bug, of which nobody knows what it did.
    let end: WriteResult = { changed: true, changedAt: undefined };
    try {
      const answer = await sendOnce(write);
      end = toWriteResult(answer, write);
      return answer;
    } catch (error) {
      if (error instanceof Failure) end = { changed: false };
      throw error;
    } finally {
      await watch.onEnd(write.ownerId, end);
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
    const answer = await sendWatched(write);
    const isLost = answer instanceof Failure;
    if (!isLost && !isDone(answer)) return answer;
    // From now on, and only if something may have changed, other ways of reading are behind.
    recentWrites.add(write.ownerId);
    if (isLost && !(await wasApplied(write))) throw answer;
    // ZITADEL may have done it after its answer was lost: what was read until then is of before, too.
    if (isLost) invalidateReads(write.ownerId);
    return "done";
  };
}

/** Whoever must not learn what stood there must not learn it from how long the owner counts as written to, either. */
function toWriteResult(answer: ZitadelResponse | Failure, { verify }: Write): WriteResult {
  const unknown = { changed: true, changedAt: undefined } as const;
  if (answer instanceof Failure) return unknown;
  if (isDone(answer))
    return verify === undefined ? unknown : { changed: true, changedAt: parseChangeDate(answer.body) };
  const deletedNothing = verify === undefined && errorIdOf(answer) === errorIds.keyNotFound;
  return deletedNothing ? unknown : { changed: false };
}

/** 200 alone could be a proxy's page. */
function isDone({ status, body }: ZitadelResponse): boolean {
  return status === 200 && isObject(body);
}

function isUnknown(error: unknown): error is Failure {
  return error instanceof Failure && error.code === "WRITE_OUTCOME_UNKNOWN";
}
