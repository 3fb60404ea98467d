import { Failure } from "../../../lib/failure.js";
import type { CallOptions, MetadataSource, WriteOptions } from "../../../metadata/source.js";
import type { ZitadelResponse } from "../../client/call.js";
import type { UserLock } from "./user-lock.js";
import { errorIdOf, errorIds, toWriteFailure } from "../../client/errors.js";
import type { RecentWrites } from "./recent-writes.js";
import type { SendWrite } from "./send.js";
import type { WriteVerifier } from "./verify.js";

const maxDeletes = 3;

/** The keys that existed; undefined when there is no such user. */
type Removed = readonly string[] | undefined;

export interface WritesOptions {
  readonly sendWrite: SendWrite;
  readonly written: WriteVerifier;
  readonly locks: UserLock;
  readonly knows: MetadataSource["userExists"];
  readonly recentWrites: RecentWrites;
}

/** Writing by ZITADEL's bulk calls: each is done wholly or not at all. */
export function createWrites({
  sendWrite,
  written,
  locks,
  knows,
  recentWrites,
}: WritesOptions): Pick<MetadataSource, "set" | "remove"> {
  async function allDeleted(userId: string, keys: readonly string[], asking: CallOptions): Promise<boolean> {
    return (await existingKeys(userId, keys, asking))?.length === 0;
  }

  const remove = (
    userId: string,
    keys: readonly string[],
    writing: WriteOptions,
  ): Promise<"done" | ZitadelResponse> =>
    sendWrite({
      ownerId: userId,
      asking: writing,
      send: (api) => api.remove(userId, keys, writing),
      verify: writing.mustNotReveal ? undefined : () => allDeleted(userId, keys, writing),
    });

  /** Those of the keys that the user has. A list that hides its rows must not look like one without them. */
  async function existingKeys(
    userId: string,
    keys: readonly string[],
    asking: CallOptions,
  ): Promise<Removed> {
    const all = await written.keysOf(userId, asking);
    const present = keys.filter((key) => all.has(key));
    // With its feature permissionCheckV2 ZITADEL withholds even the number of rows; whether the user may be seen, it tells.
    return present.length > 0 || (await knows(userId, asking)) ? present : undefined;
  }

  async function deleteDirectly(
    userId: string,
    keys: readonly string[],
    asking: WriteOptions,
  ): Promise<Removed> {
    let rest: readonly string[] | undefined = keys;
    for (let attempt = 0; attempt < maxDeletes; attempt++) {
      const outcome = await remove(userId, rest, asking);
      if (outcome === "done") return rest;
      const errorId = errorIdOf(outcome);
      if (errorId === errorIds.userNotFoundByWrite) return undefined;
      if (errorId !== errorIds.keyNotFound) throw toWriteFailure(outcome);
      if (rest.length === 1) return [];
      rest = await existingKeys(userId, keys, asking);
      if (rest === undefined || rest.length === 0) return rest;
    }
    throw new Failure(
      "UPSTREAM_UNAVAILABLE",
      "Somebody else deleted keys of this user again and again; nothing of this was done. Try again.",
    );
  }

  /**
   * The same calls whether or not the keys exist: a list and a removal. v1 refuses to remove what is not there: it is asked to remove the keys that
   * are or, when none is, all of them in vain.
   */
  async function deleteWithoutRevealing(
    userId: string,
    keys: readonly string[],
    asking: WriteOptions,
  ): Promise<Removed> {
    const all = await written.keysOf(userId, asking).catch((error: unknown): ReadonlySet<string> => {
      // Rows are withheld only where there are some; who may not read them is told by the removal, in both cases.
      if (error instanceof Failure && error.code === "FORBIDDEN") return new Set();
      throw error;
    });
    const present = keys.filter((key) => all.has(key));
    const existingKeys = present.length === 0 ? keys : present;
    const blindly = await sendWrite({
      ownerId: userId,
      asking,
      send: (api) => api.deleteIfPresent?.(userId, keys, asking) ?? api.remove(userId, existingKeys, asking),
      verify: undefined,
    });
    // Before 4.13 v2 takes no empty values, either.
    const isUnknownToApi = blindly !== "done" && blindly.status === 400 && errorIdOf(blindly) === undefined;
    const outcome = isUnknownToApi ? await remove(userId, existingKeys, asking) : blindly;
    if (outcome === "done") return present;
    const errorId = errorIdOf(outcome);
    if (errorId === errorIds.userNotFoundByWrite) return undefined;
    if (errorId !== errorIds.keyNotFound) throw toWriteFailure(outcome);
    // Deleted or not: a read that follows must not tell.
    recentWrites.add(userId);
    // Somebody else removed them after they were listed.
    return present.length === 0 ? [] : deleteDirectly(userId, present, asking);
  }

  return {
    set: (userId, entries, asking) =>
      locks.run(userId, asking.signal, async () => {
        const outcome = await sendWrite({
          ownerId: userId,
          asking,
          send: (api) => api.set(userId, entries, asking),
          // Or whoever may write a key without reading it could guess its value for as long as writes fail.
          verify: asking.mustNotReveal ? undefined : () => written.containsAll(userId, entries, asking),
        });
        if (outcome === "done") return true;
        if (errorIdOf(outcome) === errorIds.userNotFoundByWrite) return false;
        throw toWriteFailure(outcome);
      }),

    remove: (userId, keys, asking) =>
      locks.run(userId, asking.signal, () =>
        asking.mustNotReveal
          ? deleteWithoutRevealing(userId, keys, asking)
          : deleteDirectly(userId, keys, asking),
      ),
  };
}
