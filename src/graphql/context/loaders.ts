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
  readonly asker: RequestScope;
  readonly signal: AbortSignal;
  readonly budget: ReadBudget;
}

/** Of one request: whatever asks for an owner, the owner is read once, together with those who were asked for beside. */
export interface Loaders {
  /** An owner's entries ordered by key. The first call decides for the operation whether dates are wanted. */
  metadata(info: GraphQLResolveInfo): DataLoader<string, readonly MetadataEntry[]>;
  /** Whether there is a user of this id whom the caller may know. */
  readonly knows: DataLoader<string, boolean>;
}

export function createLoaders({ source, caller, asker, signal, budget }: LoadersOptions): Loaders {
  let metadata: DataLoader<string, readonly MetadataEntry[]> | undefined;

  function createMetadataLoader(withDates: boolean): DataLoader<string, readonly MetadataEntry[]> {
    return new DataLoader<string, readonly MetadataEntry[]>(async (owners) =>
      source.load(owners, { caller: requireCaller(await caller()), asker, withDates, signal, budget }),
    );
  }

  return {
    metadata: (info) => (metadata ??= createMetadataLoader(selectsDates(info))),
    knows: new DataLoader(async (userIds) => {
      const asking = { caller: requireCaller(await caller()), asker, signal };
      return Promise.all(userIds.map((userId) => source.knows(userId, asking).catch(errorOf)));
    }),
  };
}

/** In place: DataLoader gives it to those alone who asked for this key. */
function errorOf(thrown: unknown): Error {
  return thrown instanceof Error
    ? thrown
    : new TypeError("something was thrown that is no error", { cause: thrown });
}
