import { Failure } from "../lib/failure.js";
import type { Asking, MetadataReader, MetadataSource } from "../metadata/source.js";
import type { ZitadelAnswer } from "./http.js";
import type { RecentWrites } from "./recent-writes.js";
import { errorIdOf, errorIds, writeFailureOf } from "./refusal.js";
import type { UserApi, WithApi } from "./user-api.js";
import { isObject } from "./wire.js";

const maxDeletes = 3;

/** Writing by ZITADEL's bulk calls: each is done wholly or not at all, with the caller's own token. */
export function createWrites(
  withApi: WithApi,
  lists: MetadataReader,
  knows: MetadataSource["knows"],
  recentWrites: RecentWrites,
): Pick<MetadataSource, "set" | "remove"> {
  /** From now on, and only if something may have changed, other ways of reading are behind. */
  async function write(
    userId: string,
    send: (api: UserApi) => Promise<ZitadelAnswer>,
  ): Promise<ZitadelAnswer> {
    try {
      const answer = await withApi(send);
      if (isDone(answer) || writeFailureOf(answer).code === "WRITE_OUTCOME_UNKNOWN") recentWrites.add(userId);
      return answer;
    } catch (error) {
      if (error instanceof Failure && error.code === "WRITE_OUTCOME_UNKNOWN") recentWrites.add(userId);
      throw error;
    }
  }

  const remove = (userId: string, keys: readonly string[], asking: Asking): Promise<ZitadelAnswer> =>
    write(userId, (api) => api.remove(userId, keys, asking));

  /** Those of the keys that the user has. A list that hides its rows must not look like one without them. */
  async function existing(
    userId: string,
    keys: readonly string[],
    asking: Asking,
  ): Promise<string[] | undefined> {
    const [loaded] = await lists.load([userId], { ...asking, withDates: false });
    if (loaded === undefined || loaded instanceof Failure)
      throw loaded ?? new TypeError("the list was not read");
    // With its feature permissionCheckV2 ZITADEL withholds even the number of rows; whether the user may be seen, it tells.
    if (loaded.length === 0 && !(await knows(userId, asking))) return undefined;
    const present = new Set(loaded.map(({ key }) => key));
    return keys.filter((key) => present.has(key));
  }

  return {
    async set(userId, entries, asking) {
      const answer = await write(userId, (api) => api.set(userId, entries, asking));
      if (isDone(answer)) return true;
      if (errorIdOf(answer) === errorIds.userNotFoundByWrite) return false;
      throw writeFailureOf(answer);
    },

    async remove(userId, keys, asking) {
      let rest: readonly string[] | undefined = keys;
      for (let attempt = 0; attempt < maxDeletes; attempt++) {
        const answer = await remove(userId, rest, asking);
        if (isDone(answer)) return rest;
        const errorId = errorIdOf(answer);
        if (errorId === errorIds.userNotFoundByWrite) return undefined;
        if (errorId !== errorIds.keyNotFound) throw writeFailureOf(answer);
        if (rest.length === 1) return [];
        rest = await existing(userId, keys, asking);
        if (rest === undefined || rest.length === 0) return rest;
      }
      throw new Failure(
        "UPSTREAM_UNAVAILABLE",
        "Somebody else deleted keys of this user again and again; nothing of this was done. Try again.",
      );
    },
  };
}

/** 200 alone could be a proxy's page. */
function isDone({ status, body }: ZitadelAnswer): boolean {
  return status === 200 && isObject(body);
}
