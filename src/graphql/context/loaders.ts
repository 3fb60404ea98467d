import DataLoader from "dataloader";
import type { GraphQLResolveInfo } from "graphql";
import type { RequestScope } from "../../lib/request-scope.js";
import { type Caller, requireCaller } from "../../metadata/caller.js";
import type { MetadataEntry } from "../../metadata/entry.js";
import type { GuardedSource } from "../../access/guarded-source.js";
import type { ReadBudget } from "../../metadata/read-budget.js";
import { selectsDates } from "../selection/selects-dates.js";

export interface LoadersOptions {
  readonly source: GuardedSource;
  readonly caller: () => Promise<Caller | null>;
  readonly scope: RequestScope;
  readonly signal: AbortSignal;
  readonly budget: ReadBudget;
}

/** Of one request: whatever asks for an owner, the owner is read once, together with those who were asked for beside. */
export interface Loaders {
  /** An owner's entries ordered by key. The first call decides for the operation whether dates are wanted. */
  metadata(info: GraphQLResolveInfo): DataLoader<string, readonly MetadataEntry[]>;
  /** Whether there is a user of this id whom the caller may know. */
  readonly userExists: DataLoader<string, boolean>;
}

export function createLoaders({ source, caller, scope, signal, budget }: LoadersOptions): Loaders {
  let metadata: DataLoader<string, readonly MetadataEntry[]> | undefined;

  function createMetadataLoader(withDates: boolean): DataLoader<string, readonly MetadataEntry[]> {
    return new DataLoader<string, readonly MetadataEntry[]>(async (userIds) =>
      source.load(userIds, { caller: requireCaller(await caller()), scope, withDates, signal, budget }),
    );
  }

  return {
    metadata: (info) => (metadata ??= createMetadataLoader(selectsDates(info))),
    userExists: new DataLoader(async (userIds) => {
      const callContext = { caller: requireCaller(await caller()), scope, signal };
      return Promise.all(userIds.map((userId) => source.userExists(userId, callContext).catch(toError)));
    }),
  };
}

/** In place: DataLoader gives it to those alone who asked for this key. */
function toError(thrown: unknown): Error {
  return thrown instanceof Error
    ? thrown
    : new TypeError("something was thrown that is no error", { cause: thrown });
}
