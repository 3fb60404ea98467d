import { createInterruptibleWait } from "../../../lib/interruptible-wait.js";
import { backoffMs } from "../../../lib/backoff.js";
import type { Clock } from "../../../lib/clock.js";
import { Failure } from "../../../lib/failure.js";
import type { CallOptions, UpdateResult } from "../../../metadata/source.js";
import type { RemoveResult, UserApi, WriteCallOptions } from "../../api/user-api.js";
import { WriteConflict } from "../../client/errors.js";
import type { Lease, LeaseState } from "../../../changes/leases.js";
import { type Plan, planWrites } from "./plan.js";
import { isConditionalWrite, type QueuedWrite, rulesOf, stepsOf } from "./queued-write.js";
import type { RecentWrites } from "./recent-writes.js";
import type { SendWrite } from "./send.js";
import type { WriteVerifier } from "./verify.js";

/** Maximum number of times that writes are evaluated again, because other writes came first. */
const maxRetries = 5;
const backoff = { firstMs: 30, maxMs: 200 };

export interface EvaluatedWritesOptions {
  readonly api: UserApi;
  readonly sendWrite: SendWrite;
  readonly verifier: WriteVerifier;
  readonly recentWrites: RecentWrites;
  readonly clock: Clock;
}

/** Evaluates writes to a user against the user's current entries, and makes them with one call. */
export interface EvaluatedWrites {
  execute(userId: string, writes: readonly QueuedWrite[], lease: Lease): Promise<readonly UpdateResult[]>;
  /** Everything except the call that writes. */
  evaluate(userId: string, write: QueuedWrite): Promise<UpdateResult>;
}

export function createEvaluatedWrites(dependencies: EvaluatedWritesOptions): EvaluatedWrites {
  const { api, sendWrite, verifier, recentWrites, clock } = dependencies;

  /** Reads the user's entries and plans the writes. Undefined: the user does not exist. */
  async function plan(
    userId: string,
    writes: readonly QueuedWrite[],
    options: CallOptions,
  ): Promise<{ readonly planned: Plan; readonly presentKeys: ReadonlySet<string> } | undefined> {
    const keys = new Set(writes.flatMap((write) => stepsOf(write).map(({ key }) => key)));
    const values = await verifier.valuesOf(userId, keys, options);
    const planned = planWrites(writes, values);
    const isVisible = (key: string): boolean => writes.every((write) => rulesOf(write).isVisible(key));
    const { results, entries, removals } = planned;
    const isDecidedByWrite =
      entries.length + removals.length > 0 && results.every(({ kind }) => kind === "done");
    // A list with withheld rows must not be mistaken for an empty list. The call for the user itself fails
    // without permission.
    const mayBeWithheld = ![...values.keys()].some(isVisible) && !isDecidedByWrite;
    if (mayBeWithheld && !(await api.userExists(userId, options))) return undefined;
    return { planned, presentKeys: new Set(values.keys()) };
  }

  function send(
    userId: string,
    { entries, removals }: Plan,
    presentKeys: ReadonlySet<string>,
    options: WriteCallOptions,
  ): Promise<RemoveResult> {
    if (removals.length === 0) return api.set(userId, entries, options);
    if (entries.length > 0) return api.setAndRemove(userId, entries, removals, options);
    const present = removals.filter((key) => presentKeys.has(key));
    return api.removeIfPresent(userId, removals, present.length === 0 ? removals : present, options);
  }

  async function isApplied(
    userId: string,
    { entries, removals }: Plan,
    options: CallOptions,
  ): Promise<boolean> {
    const values = await verifier.valuesOf(
      userId,
      new Set([...entries.map(({ key }) => key), ...removals]),
      options,
    );
    return (
      values.size === entries.length &&
      entries.every(({ key, bytes }) => values.get(key)?.equals(bytes) === true)
    );
  }

  /** Returns undefined if other writes came first. */
  async function tryExecute(
    userId: string,
    writes: readonly QueuedWrite[],
    lease: Lease,
    options: CallOptions,
  ): Promise<readonly UpdateResult[] | undefined> {
    const found = await plan(userId, writes, options);
    if (found === undefined) return writes.map(() => ({ kind: "userNotFound" }));
    const { planned, presentKeys } = found;
    const { results, entries, removals } = planned;
    if (entries.length + removals.length === 0) return results;
    const state = await lease.confirm();
    if (state !== "held" && writes.some(isConditionalWrite)) throw notExclusive(state);
    const mustNotReveal = writes.some((write) => write.options.mustNotReveal);
    try {
      const sent = await sendWrite({
        userId,
        entries,
        send: () => send(userId, planned, presentKeys, { ...options, isConditional: true }),
        verify: mustNotReveal ? undefined : () => isApplied(userId, planned, options),
      });
      if (sent === "userNotFound") return writes.map(() => ({ kind: "userNotFound" }));
      if (sent === "done") return results;
      // Only v1 reports missing keys. Later reads must not reveal that the hidden keys were not there.
      if (mustNotReveal) recentWrites.add(userId);
      const hadNone = !removals.some((key) => presentKeys.has(key));
      return hadNone ? results : undefined;
    } catch (error) {
      if (error instanceof WriteConflict) return undefined;
      throw error;
    }
  }

  return {
    async execute(userId, writes, lease) {
      if (!lease.isExclusive && writes.some(isConditionalWrite)) throw notExclusive("unknown");
      const options = lastDeadline(writes);
      for (let attempt = 0; attempt <= maxRetries; attempt++) {
        const results = await tryExecute(userId, writes, lease, options);
        if (results !== undefined) return results;
        await createInterruptibleWait(clock).wait(backoffMs(attempt, backoff), options.signal);
        if (options.signal.aborted) break;
      }
      throw new Failure(
        "UPSTREAM_UNAVAILABLE",
        "Other writes to this user came first on every attempt. Nothing was changed. Try again.",
      );
    },

    async evaluate(userId, write) {
      const [found, exists] = await Promise.all([
        plan(userId, [write], write.options),
        api.userExists(userId, write.options),
      ]);
      return (exists ? found?.planned.results[0] : undefined) ?? { kind: "userNotFound" };
    },
  };
}

/** The call is made for the request that waits longest. */
function lastDeadline(writes: readonly QueuedWrite[]): CallOptions {
  const [last] = writes
    .map(({ options }) => options)
    .toSorted((a, b) => b.scope.deadlineAt - a.scope.deadlineAt);
  if (last === undefined) throw new TypeError("a batch needs a write");
  return last;
}

/** Conditional writes need the lease, and the process does not hold it. Nothing was changed. */
export class NotExclusive extends Failure {}

function notExclusive(state: Exclude<LeaseState, "held">): NotExclusive {
  const message =
    state === "lost"
      ? "Another process may write to this user, because this change took too long. Nothing was changed. Try again."
      : "Changes with ifDigest and merges need Redis (REDIS_URL), which is unavailable. Nothing was changed. Try again later.";
  return new NotExclusive("UPSTREAM_UNAVAILABLE", message);
}
