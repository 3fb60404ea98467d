import { setMaxListeners } from "node:events";
import type { RequestScope } from "../../lib/request-scope.js";
import type { Clock } from "../../lib/clock.js";
import { unlimitedBudget } from "../../metadata/read-budget.js";
import type { CallOptions, LoadResult, MetadataReader, ReadOptions } from "../../metadata/source.js";

/** What the replica itself may ask of ZITADEL, with our own service user's token. */
export type ListUsers = (ownerIds: readonly string[], signal: AbortSignal) => Promise<readonly LoadResult[]>;

/** For how long the lists of one batch are worth waiting for. */
const longestMs = 60_000;

/** Everything that ZITADEL lists of these owners, dates too. */
export function createListUsers(lists: MetadataReader, clock: Clock): ListUsers {
  return (ownerIds, signal) => {
    const reading: ReadOptions = {
      ...serviceCallOptions(signal, clock),
      withDates: true,
      isVisible: () => true,
      mustTellEmptyFromForbidden: () => false,
      budget: unlimitedBudget,
    };
    return lists.load(ownerIds, reading);
  };
}

export function serviceCallOptions(signal: AbortSignal, clock: Clock): CallOptions {
  const asker: RequestScope = { requestId: "replica", deadlineAt: clock.now() + longestMs, upstreamCalls: 0 };
  const limited = AbortSignal.any([signal, clock.timeout(longestMs)]);
  // All owners of a batch wait with it; Node would warn of a leak from the eleventh on.
  setMaxListeners(0, limited);
  return { credential: "service", scope: asker, signal: limited };
}
