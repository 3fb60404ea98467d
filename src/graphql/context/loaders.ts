import DataLoader from "dataloader";
import type { GraphQLResolveInfo } from "graphql";
import type { RequestScope } from "../../lib/request-scope.js";
import { type Caller, requireCaller } from "../../metadata/caller.js";
import type { GuardedSource, VisibleEntries } from "../../access/guarded-source.js";
import type { KeyRights } from "../../access/key-rights.js";
import type { ReadBudget } from "../../metadata/read-limits.js";
import { selectsDates, selectsRights } from "../selection.js";

export interface LoadersOptions {
  readonly source: GuardedSource;
  readonly caller: () => Promise<Caller | null>;
  readonly scope: RequestScope;
  /** The loader adds the users whose metadata it reads. */
  readonly userIds: Set<string>;
  readonly signal: AbortSignal;
  readonly budget: ReadBudget;
}

export type MayWrite = KeyRights["mayWrite"];

/** The DataLoaders of one request: each user is read once, in a batch with other users of the request. */
export interface Loaders {
  /**
   * A user's entries, ordered by key. The first call decides for the whole operation whether to read dates.
   */
  metadata(info: GraphQLResolveInfo): DataLoader<string, VisibleEntries>;
  /** Whether the caller may write a key of the user. Throws a TypeError if the operation does not select it. */
  mayWrite(userId: string, info: GraphQLResolveInfo): MayWrite | Promise<MayWrite>;
  /** What the rules let the caller do with a user's keys. */
  readonly keyRights: DataLoader<string, KeyRights>;
  /** Forgets the metadata of a user, because it was written to. */
  clear(userId: string): void;
  /** Whether a user with this id exists. Rejects with FORBIDDEN if the caller may not know. */
  readonly userExists: DataLoader<string, boolean>;
}

export function createLoaders({ source, caller, scope, userIds, signal, budget }: LoadersOptions): Loaders {
  let metadata: DataLoader<string, VisibleEntries> | undefined;

  function createMetadataLoader(withDates: boolean): DataLoader<string, VisibleEntries> {
    return new DataLoader<string, VisibleEntries>(async (ids) => {
      const options = { caller: requireCaller(await caller()), scope, withDates, signal, budget };
      for (const id of ids) userIds.add(id);
      return source.load(ids, options);
    });
  }

  const keyRights = new DataLoader<string, KeyRights>(async (ids) =>
    source.loadKeyRights(ids, { caller: requireCaller(await caller()), scope, signal }),
  );
  let needsRights: boolean | undefined;

  return {
    keyRights,
    mayWrite(userId, info) {
      needsRights ??= selectsRights(info);
      return needsRights ? keyRights.load(userId).then(({ mayWrite }) => mayWrite) : notSelected;
    },
    metadata: (info) => (metadata ??= createMetadataLoader(selectsDates(info))),
    clear: (userId) => metadata?.clear(userId),
    userExists: new DataLoader(async (ids) => {
      const callContext = { caller: requireCaller(await caller()), scope, signal };
      return Promise.all(ids.map((id) => source.userExists(id, callContext).catch(toError)));
    }),
  };
}

function notSelected(): never {
  throw new TypeError("mayWrite is not selected");
}

/** Returned in place of a result: DataLoader rejects only the loads of this key. */
function toError(thrown: unknown): Error {
  return thrown instanceof Error
    ? thrown
    : new TypeError("a value that is not an Error was thrown", { cause: thrown });
}
