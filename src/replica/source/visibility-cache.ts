import { LRUCache } from "lru-cache";
import type { Clock } from "../../lib/clock.js";
import { Failure, type FailureCode } from "../../lib/failure.js";
import { sha256 } from "../../lib/sha256.js";
import type { Caller } from "../../metadata/caller.js";
import type { CallOptions } from "../../metadata/source.js";

/** Which users ZITADEL shows to the asking's credential, in one call; none where it does not tell. Throws its Failure. */
export type QueryVisible = (userIds: readonly string[], asking: CallOptions) => Promise<ReadonlySet<string>>;

/** Whom ZITADEL shows to a caller: it lets them read the metadata of those, and of nobody else. */
export interface VisibilityCache {
  /** Asks ZITADEL about those of whom it is not remembered. Whom it does not answer for is not shown. */
  visibleTo(caller: Caller, ownerIds: readonly string[], asking: CallOptions): Promise<ReadonlySet<string>>;
  /** Without asking. */
  cached(caller: Caller, ownerIds: readonly string[]): ReadonlySet<string>;
}

/** What is remembered of one token. */
interface Known {
  get(ownerId: string): boolean | undefined;
  set(ownerId: string, isShown: boolean): void;
}

/** A token that may not ask, or not any more, is shown nobody for as long as it is remembered. */
const refusals = new Set<FailureCode>(["FORBIDDEN", "INSUFFICIENT_SCOPE", "UNAUTHENTICATED"]);

/** Of all tokens together: a thousand pages of a hundred users, about 20 MB. */
const maxEntries = 100_000;

/** `rememberMs`: as long as the token's own check; 0: not at all. Tokens are known by their hash only. */
export function createShownOwners(ask: QueryVisible, rememberMs: number, clock: Clock): VisibilityCache {
  const byTokenAndOwner =
    rememberMs === 0
      ? undefined
      : new LRUCache<string, boolean>({
          max: maxEntries,
          ttl: rememberMs,
          ttlResolution: 0,
          perf: clock,
        });

  function knownOf(caller: Caller): Known | undefined {
    if (byTokenAndOwner === undefined) return undefined;
    const hash = sha256(caller.accessToken.reveal());
    return {
      get: (ownerId) => byTokenAndOwner.get(`${hash} ${ownerId}`),
      set(ownerId, isShown) {
        byTokenAndOwner.set(`${hash} ${ownerId}`, isShown);
      },
    };
  }

  return {
    async visibleTo(caller, ownerIds, asking) {
      const known = knownOf(caller);
      const shown = new Set<string>();
      const unknown: string[] = [];
      for (const id of ownerIds) {
        const isShown = known?.get(id);
        if (isShown === undefined) unknown.push(id);
        else if (isShown) shown.add(id);
      }
      if (unknown.length === 0) return shown;
      const answer = await ask(unknown, asking).catch((error: unknown) => {
        if (!(error instanceof Failure)) throw error;
        return error;
      });
      if (answer instanceof Failure) {
        // An outage is over before what is remembered is.
        if (!refusals.has(answer.code)) return shown;
        for (const id of ownerIds) known?.set(id, false);
        return new Set();
      }
      for (const id of unknown) {
        known?.set(id, answer.has(id));
        if (answer.has(id)) shown.add(id);
      }
      return shown;
    },
    cached(caller, ownerIds) {
      const known = knownOf(caller);
      return new Set(ownerIds.filter((id) => known?.get(id) === true));
    },
  };
}
