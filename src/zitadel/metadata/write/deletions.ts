import { Failure } from "../../../lib/failure.js";
import type { CallOptions, WriteOptions } from "../../../metadata/source.js";
import type { RemoveResult } from "../../api/user-api.js";
import type { EvaluatedWritesOptions } from "./evaluated-writes.js";

const maxDeletes = 3;

/** The keys that existed, or undefined if the user does not exist. */
type Removed = readonly string[] | undefined;

export interface Deletions {
  /** Removes all the keys with one call, or none of them. */
  remove(userId: string, keys: readonly string[], options: WriteOptions): Promise<Removed>;
}

export function createDeletions({
  api,
  sendWrite,
  verifier,
  recentWrites,
}: Pick<EvaluatedWritesOptions, "api" | "sendWrite" | "verifier" | "recentWrites">): Deletions {
  async function allDeleted(userId: string, keys: readonly string[], options: CallOptions): Promise<boolean> {
    return (await existingKeys(userId, keys, options))?.length === 0;
  }

  const remove = (
    userId: string,
    keys: readonly string[],
    options: WriteOptions,
  ): Promise<RemoveResult["kind"]> =>
    sendWrite({
      userId,
      entries: [],
      send: () => api.remove(userId, keys, options),
      verify: options.mustNotReveal ? undefined : () => allDeleted(userId, keys, options),
    });

  /**
   * Returns those of the keys that the user has. A list with withheld rows must not be mistaken for an empty
   * list.
   */
  async function existingKeys(
    userId: string,
    keys: readonly string[],
    options: CallOptions,
  ): Promise<Removed> {
    const all = await verifier.keysOf(userId, options);
    const present = keys.filter((key) => all.has(key));
    // With the feature permissionCheckV2 ZITADEL also withholds the number of rows. The call for the user
    // itself fails without permission.
    return present.length > 0 || (await api.userExists(userId, options)) ? present : undefined;
  }

  async function deleteDirectly(
    userId: string,
    keys: readonly string[],
    options: WriteOptions,
  ): Promise<Removed> {
    let remaining: readonly string[] | undefined = keys;
    for (let attempt = 0; attempt < maxDeletes; attempt++) {
      const result = await remove(userId, remaining, options);
      if (result === "done") return remaining;
      if (result === "userNotFound") return undefined;
      if (remaining.length === 1) return [];
      remaining = await existingKeys(userId, keys, options);
      if (remaining === undefined || remaining.length === 0) return remaining;
    }
    throw new Failure(
      "UPSTREAM_UNAVAILABLE",
      "Other requests kept deleting keys of this user; this request deleted nothing. Try again.",
    );
  }

  /**
   * Makes the same calls whether or not the keys exist: a list and a deletion. v1 rejects the deletion of
   * missing keys, so only the existing keys are sent. If none of them exists, all keys are sent and the
   * deletion has no effect.
   */
  async function deleteWithoutRevealing(
    userId: string,
    keys: readonly string[],
    options: WriteOptions,
  ): Promise<Removed> {
    const all = await verifier.keysOf(userId, options).catch((error: unknown): ReadonlySet<string> => {
      // ZITADEL withholds rows only if there are some. The deletion reports missing permission in both cases.
      if (error instanceof Failure && error.code === "FORBIDDEN") return new Set();
      throw error;
    });
    const present = keys.filter((key) => all.has(key));
    const result = await sendWrite({
      userId,
      entries: [],
      send: () => api.removeIfPresent(userId, keys, present.length === 0 ? keys : present, options),
      verify: undefined,
    });
    if (result === "done") return present;
    if (result === "userNotFound") return undefined;
    // Marked as written even if nothing was deleted: later reads must not reveal the difference.
    recentWrites.add(userId);
    // Another request deleted the keys after they were listed.
    return present.length === 0 ? [] : deleteDirectly(userId, present, options);
  }

  return {
    remove: (userId, keys, options) =>
      options.mustNotReveal
        ? deleteWithoutRevealing(userId, keys, options)
        : deleteDirectly(userId, keys, options),
  };
}
