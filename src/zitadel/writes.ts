import { Failure } from "../lib/failure.js";
import type { Asking, MetadataSource } from "../metadata/source.js";
import { unlimited } from "../metadata/read-budget.js";
import { createListSource } from "./list-source.js";
import type { ZitadelAnswer } from "./http.js";
import type { RecentWrites } from "./recent-writes.js";
import { errorIdOf, errorIds, writeFailureOf } from "./refusal.js";
import type { UserApi, WithApi } from "./user-api.js";
import { isObject } from "./wire.js";

const maxDeletes = 3;

/** The keys that existed; undefined when there is no such user. */
type Removed = readonly string[] | undefined;

/** Lists of which nothing but the keys is kept. */
function withoutValues(withApi: WithApi): WithApi {
  const bytes = Buffer.alloc(0);
  return (use) =>
    withApi((api) =>
      use({
        ...api,
        decodePage(body, ownerId) {
          const { total, entries } = api.decodePage(body, ownerId);
          return { total, entries: entries.map((entry) => ({ ...entry, bytes })) };
        },
      }),
    );
}

/** How keys are listed that are to be removed. */
const allKeys = {
  withDates: false,
  shows: () => true,
  needsSecondLook: () => false,
  budget: unlimited,
} as const;

/** Writing by ZITADEL's bulk calls: each is done wholly or not at all. */
export function createWrites(
  withApi: WithApi,
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

  // How large values are, shown or not, says nothing about whether a key may be removed.
  const lists = createListSource(withoutValues(withApi), undefined, Number.POSITIVE_INFINITY);

  async function listKeys(userId: string, asking: Asking): Promise<ReadonlySet<string>> {
    const [loaded] = await lists.load([userId], { ...asking, ...allKeys });
    if (loaded === undefined) throw new TypeError("a source answers every owner it was asked for");
    if (loaded instanceof Failure) throw loaded;
    return new Set(loaded.map(({ key }) => key));
  }

  /** Those of the keys that the user has. A list that hides its rows must not look like one without them. */
  async function existing(userId: string, keys: readonly string[], asking: Asking): Promise<Removed> {
    const all = await listKeys(userId, asking);
    const present = keys.filter((key) => all.has(key));
    // With its feature permissionCheckV2 ZITADEL withholds even the number of rows; whether the user may be seen, it tells.
    return present.length > 0 || (await knows(userId, asking)) ? present : undefined;
  }

  async function removeOpenly(userId: string, keys: readonly string[], asking: Asking): Promise<Removed> {
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
  }

  /**
   * The same calls whether or not the keys exist: a list and a removal. v1 refuses to remove what is not there: it is asked to remove the keys that
   * are or, when none is, all of them in vain.
   */
  async function removeDiscreetly(userId: string, keys: readonly string[], asking: Asking): Promise<Removed> {
    const all = await listKeys(userId, asking).catch((error: unknown) => {
      // Rows are withheld only where there are some; who may not read them is told by the removal, in both cases.
      if (error instanceof Failure && error.code === "FORBIDDEN") return new Set();
      throw error;
    });
    const present = keys.filter((key) => all.has(key));
    const existing = present.length === 0 ? keys : present;
    const blindly = await write(
      userId,
      (api) => api.removeBlindly?.(userId, keys, asking) ?? api.remove(userId, existing, asking),
    );
    // Before 4.13 v2 takes no empty values, either.
    const isUnknownToApi = blindly.status === 400 && errorIdOf(blindly) === undefined;
    const answer = isUnknownToApi ? await remove(userId, existing, asking) : blindly;
    const errorId = errorIdOf(answer);
    // Deleted or not: a read that follows must not tell.
    if (errorId === errorIds.keyNotFound) recentWrites.add(userId);
    if (isDone(answer)) return present;
    if (errorId === errorIds.userNotFoundByWrite) return undefined;
    // Somebody else removed them after they were listed.
    if (errorId === errorIds.keyNotFound)
      return present.length === 0 ? [] : removeOpenly(userId, present, asking);
    throw writeFailureOf(answer);
  }

  return {
    async set(userId, entries, asking) {
      const answer = await write(userId, (api) => api.set(userId, entries, asking));
      if (isDone(answer)) return true;
      if (errorIdOf(answer) === errorIds.userNotFoundByWrite) return false;
      throw writeFailureOf(answer);
    },

    remove: (userId, keys, { isDiscreet, ...asking }) =>
      isDiscreet ? removeDiscreetly(userId, keys, asking) : removeOpenly(userId, keys, asking),
  };
}

/** 200 alone could be a proxy's page. */
function isDone({ status, body }: ZitadelAnswer): boolean {
  return status === 200 && isObject(body);
}
