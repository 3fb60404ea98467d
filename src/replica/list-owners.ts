import { setMaxListeners } from "node:events";
import type { Asker } from "../lib/asker.js";
import type { Clock } from "../lib/clock.js";
import { unlimited } from "../metadata/read-budget.js";
import type { Asking, Loaded, MetadataReader, Reading } from "../metadata/source.js";

/** What the replica itself may ask of ZITADEL, with our own service user's token. */
export type ListOwners = (ownerIds: readonly string[], signal: AbortSignal) => Promise<readonly Loaded[]>;

/** For how long the lists of one batch are worth waiting for. */
const longestMs = 60_000;

/** Everything that ZITADEL lists of these owners, dates too. */
export function createListOwners(lists: MetadataReader, clock: Clock): ListOwners {
  return (ownerIds, signal) => {
    const reading: Reading = {
      ...askingForUs(signal, clock),
      withDates: true,
      shows: () => true,
      needsSecondLook: () => false,
      budget: unlimited,
    };
    return lists.load(ownerIds, reading);
  };
}

export function askingForUs(signal: AbortSignal, clock: Clock): Asking {
  const asker: Asker = { requestId: "replica", deadlineAt: clock.now() + longestMs, upstreamCalls: 0 };
  const limited = AbortSignal.any([signal, clock.timeout(longestMs)]);
  // All owners of a batch wait with it; Node would warn of a leak from the eleventh on.
  setMaxListeners(0, limited);
  return { credential: "service", asker, signal: limited };
}
