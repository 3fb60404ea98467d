import { setMaxListeners } from "node:events";
import type { RequestScope } from "../../metadata/request-scope.js";
import type { Clock } from "../../lib/clock.js";
import { unlimitedBudget } from "../../metadata/read-limits.js";
import type { CallOptions, LoadResult, MetadataReader, ReadOptions } from "../../metadata/source.js";

/** Lists the metadata of users in ZITADEL with the service user's token. */
export type ListUsers = (userIds: readonly string[], signal: AbortSignal) => Promise<readonly LoadResult[]>;

/** Timeout for one batch of users. */
const timeoutMs = 60_000;

/** Creates a function that lists all entries of the users, including their dates. */
export function createListUsers(lists: MetadataReader, clock: Clock): ListUsers {
  return (userIds, signal) => {
    const options: ReadOptions = {
      ...serviceCallOptions(signal, clock),
      withDates: true,
      isVisible: () => true,
      budget: unlimitedBudget,
    };
    return lists.load(userIds, options);
  };
}

/** Options for a call of the replica with the service user's token. */
export function serviceCallOptions(signal: AbortSignal, clock: Clock): CallOptions {
  const scope: RequestScope = { requestId: "replica", deadlineAt: clock.now() + timeoutMs, upstreamCalls: 0 };
  const limited = AbortSignal.any([signal, clock.timeout(timeoutMs)]);
  // Each user of a batch adds a listener. Node.js warns about a leak if a signal has more than ten.
  setMaxListeners(0, limited);
  return { credential: "service", scope, signal: limited };
}
