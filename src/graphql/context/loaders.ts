import type { Cancellation } from "../../lib/cancellation.js";
import DataLoader from "dataloader";
import type { RequestScope } from "../../metadata/request-scope.js";
import type { Failure } from "../../lib/failure.js";
import { type Caller, requireCaller } from "../../metadata/caller.js";
import type { GuardedSource, VisibleEntries } from "../../access/guarded-source.js";
import type { KeyRights } from "../../access/key-rights.js";
import type { ReadBudget } from "../../metadata/read-limits.js";
import { type OperationInfo, needsDates, selectsRights } from "../selection.js";

export interface LoadersOptions {
  readonly source: GuardedSource;
  readonly caller: () => Promise<Caller | null>;
  readonly scope: RequestScope;
  /** The loader adds the users whose metadata it reads. */
  readonly userIds: Set<string>;
  readonly signal: Cancellation;
  readonly budget: ReadBudget;
}

/** The DataLoaders of one request: each user is read once, in a batch with other users of the request. */
export interface Loaders {
  /**
   * A user's entries, ordered by key. The first call decides for the whole operation whether to read dates.
   */
  metadata(info: OperationInfo): DataLoader<string, VisibleEntries>;
  /** The same for several users, whose ids are unique: a result or an error for each. Does not reject. */
  metadataOf(userIds: readonly string[], info: OperationInfo): Promise<readonly (VisibleEntries | Error)[]>;
  /** Whether the caller may write a key of the user; undefined if the operation does not select it. */
  mayWrite(userId: string, info: OperationInfo): Promise<KeyRights["mayWrite"]> | undefined;
  /** What the rules let the caller do with a user's keys. */
  readonly keyRights: DataLoader<string, KeyRights>;
  /** Forgets the metadata of a user, because it was written to. */
  clear(userId: string): void;
  /** Whether a user with this id exists. Rejects with FORBIDDEN if the caller may not know. */
  readonly userExists: DataLoader<string, boolean>;
}

export function createLoaders({ source, caller, scope, userIds, signal, budget }: LoadersOptions): Loaders {
  let metadata: DataLoader<string, VisibleEntries> | undefined;

  async function read(
    ids: readonly string[],
    withDates: boolean,
  ): Promise<readonly (VisibleEntries | Failure)[]> {
    const options = { caller: requireCaller(await caller()), scope, withDates, signal, budget };
    for (const id of ids) userIds.add(id);
    return source.load(ids, options);
  }

  const keyRights = new DataLoader<string, KeyRights>(async (ids) =>
    source.loadKeyRights(ids, { caller: requireCaller(await caller()), scope, signal }),
  );
  let needsRights: boolean | undefined;

  return {
    keyRights,
    mayWrite(userId, info) {
      needsRights ??= selectsRights(info);
      return needsRights ? keyRights.load(userId).then(({ mayWrite }) => mayWrite) : undefined;
    },
    metadata(info) {
      if (metadata === undefined) {
        const withDates = needsDates(info);
        metadata = new DataLoader<string, VisibleEntries>((ids) => read(ids, withDates));
      }
      return metadata;
    },
    async metadataOf(ids, info) {
      // A search for the users has read them already.
      if (metadata !== undefined) return metadata.loadMany(ids);
      try {
        return await read(ids, needsDates(info));
      } catch (error) {
        return ids.map(() => toError(error));
      }
    },
    clear: (userId) => metadata?.clear(userId),
    userExists: new DataLoader(async (ids) => {
      const callContext = { caller: requireCaller(await caller()), scope, signal };
      return Promise.all(ids.map((id) => source.userExists(id, callContext).catch(toError)));
    }),
  };
}

/** Returned in place of a result: DataLoader rejects only the loads of this key. */
function toError(thrown: unknown): Error {
  return thrown instanceof Error
    ? thrown
    : new TypeError("a value that is not an Error was thrown", { cause: thrown });
}
