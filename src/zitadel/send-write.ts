import { Failure } from "../lib/failure.js";
import type { Asking } from "../metadata/source.js";
import type { WriteEnd, WriteWatch } from "../metadata/write-watch.js";
import type { ZitadelAnswer } from "./call.js";
import { changedAt } from "./changed-at.js";
import type { RecentWrites } from "./recent-writes.js";
import { errorIdOf, errorIds, writeFailureOf } from "./refusal.js";
import type { UserApi, WithApi } from "./user-api.js";
import { isObject } from "./wire.js";

export interface Write {
  readonly ownerId: string;
  readonly asking: Asking;
  readonly send: (api: UserApi) => Promise<ZitadelAnswer>;
  /** Whether the owner has what the write would have made of it; undefined where the caller must not learn that. */
  readonly stands: (() => Promise<boolean>) | undefined;
}

/**
 * Sends a write. Where nobody can say whether it was done, the owner is read. Answers "done", or ZITADEL's refusal; throws WRITE_OUTCOME_UNKNOWN where
 * what was to be done is not there, or cannot be seen: it may still come.
 */
export type SendWrite = (write: Write) => Promise<"done" | ZitadelAnswer>;

export function createSendWrite(
  withApi: WithApi,
  forgetReads: (ownerId: string) => void,
  recentWrites: RecentWrites,
  watch: WriteWatch | undefined,
): SendWrite {
  async function sendOnce({ ownerId, asking, send }: Write): Promise<ZitadelAnswer | Failure> {
    // What is being read is of before: neither who comes now nor who comes after the write joins it.
    forgetReads(ownerId);
    try {
      const answer = await withApi(send, asking.signal);
      const failure = isDone(answer) ? undefined : writeFailureOf(answer);
      return failure !== undefined && isUnknown(failure) ? failure : answer;
    } catch (error) {
      if (isUnknown(error)) return error;
      throw error;
    } finally {
      forgetReads(ownerId);
    }
  }

  async function sendWatched(write: Write): Promise<ZitadelAnswer | Failure> {
    if (watch === undefined) return sendOnce(write);
    await watch.begun(write.ownerId);
    // What else is thrown is a bug, of which nobody knows what it did.
    let end: WriteEnd = { isChanged: true, at: undefined };
    try {
      const answer = await sendOnce(write);
      end = endOf(answer, write);
      return answer;
    } catch (error) {
      if (error instanceof Failure) end = { isChanged: false };
      throw error;
    } finally {
      await watch.ended(write.ownerId, end);
    }
  }

  async function isThere({ stands }: Write): Promise<boolean> {
    try {
      return stands !== undefined && (await stands());
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
    if (isLost && !(await isThere(write))) throw answer;
    // ZITADEL may have done it after its answer was lost: what was read until then is of before, too.
    if (isLost) forgetReads(write.ownerId);
    return "done";
  };
}

/** Whoever must not learn what stood there must not learn it from how long the owner counts as written to, either. */
function endOf(answer: ZitadelAnswer | Failure, { stands }: Write): WriteEnd {
  const unknown = { isChanged: true, at: undefined } as const;
  if (answer instanceof Failure) return unknown;
  if (isDone(answer)) return stands === undefined ? unknown : { isChanged: true, at: changedAt(answer.body) };
  const isInVain = stands === undefined && errorIdOf(answer) === errorIds.keyNotFound;
  return isInVain ? unknown : { isChanged: false };
}

/** 200 alone could be a proxy's page. */
function isDone({ status, body }: ZitadelAnswer): boolean {
  return status === 200 && isObject(body);
}

function isUnknown(error: unknown): error is Failure {
  return error instanceof Failure && error.code === "WRITE_OUTCOME_UNKNOWN";
}
