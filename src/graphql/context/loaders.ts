import DataLoader from "dataloader";
import type { GraphQLResolveInfo } from "graphql";
import type { RequestScope } from "../../lib/request-scope.js";
import { type Caller, requireCaller } from "../../metadata/caller.js";
import type { MetadataEntry } from "../../metadata/entry.js";
import type { GuardedSource } from "../../access/guarded-source.js";
import type { ReadBudget } from "../../metadata/read-limits.js";
import { selectsDates } from "../selection.js";

export interface LoadersOptions {
  readonly source: GuardedSource;
  readonly caller: () => Promise<Caller | null>;
  readonly scope: RequestScope;
  /** The loader adds the users whose metadata it reads. */
  readonly userIds: Set<string>;
  readonly signal: AbortSignal;
  readonly budget: ReadBudget;
}

/** The DataLoaders of one request: each user is read once, in a batch with other users of the request. */
export interface Loaders {
  /**
   * A user's entries, ordered by key. The first call decides for the whole operation whether to read dates.
   */
  metadata(info: GraphQLResolveInfo): DataLoader<string, readonly MetadataEntry[]>;
  /** Forgets the metadata of a user, because it was written to. */
  clear(userId: string): void;
  /** Whether a user with this id exists. Rejects with FORBIDDEN if the caller may not know. */
  readonly userExists: DataLoader<string, boolean>;
}

export function createLoaders({ source, caller, scope, userIds, signal, budget }: LoadersOptions): Loaders {
  let metadata: DataLoader<string, readonly MetadataEntry[]> | undefined;

  function createMetadataLoader(withDates: boolean): DataLoader<string, readonly MetadataEntry[]> {
    return new DataLoader<string, readonly MetadataEntry[]>(async (ids) => {
      const options = { caller: requireCaller(await caller()), scope, withDates, signal, budget };
      for (const id of ids) userIds.add(id);
      return source.load(ids, options);
    });
  }

  return {
    metadata: (info) => (metadata ??= createMetadataLoader(selectsDates(info))),
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
