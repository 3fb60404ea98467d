import type { Clock } from "../../lib/clock.js";
import type { Failure } from "../../lib/failure.js";
import { createComparison, type Mismatch, type ReadReplica } from "./compare.js";
import type { ListOwners } from "../record/list-users.js";

export interface VerifyOptions {
  readonly listOwners: ListOwners;
  readonly read: ReadReplica;
  /** How late a change can become visible. */
  readonly overlapMs: number;
  /** Told of each owner who differs, and now and then of how many were looked at. */
  readonly onFinding: (finding: Mismatch) => void;
  readonly onProgress: (owners: number) => void;
  readonly clock: Clock;
}

export interface Verified {
  /** Who was compared. */
  readonly owners: number;
  /** Whom ZITADEL did not list, the last time with this Failure. */
  readonly notListed: number;
  readonly reason: Failure | undefined;
  /** Who changed so often that it cannot be said. */
  readonly unstable: number;
}

const lookAgainMs = 200;
const again = 20;

/** Compares all of these owners, batch by batch, with ZITADEL's lists. Throws the Failure of whoever cannot be read at all. */
export async function verifyOwners(
  batches: AsyncIterable<readonly string[]>,
  { listOwners, read, overlapMs, onFinding, onProgress, clock }: VerifyOptions,
  signal: AbortSignal,
): Promise<Verified> {
  const comparison = createComparison(listOwners, overlapMs, clock);
  const failed: string[] = [];
  let owners = 0;
  let unstable = 0;

  async function look(): Promise<void> {
    await comparison.compare(read);
    for (const finding of await comparison.confirm(signal)) onFinding(finding);
    unstable += comparison.takeUnstable().length;
  }

  async function settle(): Promise<void> {
    for (;;) {
      await look();
      if (comparison.open === 0) return;
      await clock.sleep(lookAgainMs, signal);
    }
  }

  for await (const ownerIds of batches) {
    const refused = await comparison.add(ownerIds, signal);
    signal.throwIfAborted();
    failed.push(...refused.keys());
    owners += ownerIds.length;
    await look();
    onProgress(owners);
  }
  await settle();
  // A short outage is over by now.
  let [notListed, reason]: [number, Failure | undefined] = [0, undefined];
  for (let n = 0; n < failed.length; n += again) {
    const refused = await comparison.add(failed.slice(n, n + again), signal);
    signal.throwIfAborted();
    notListed += refused.size;
    reason = [...refused.values()].at(-1) ?? reason;
  }
  await settle();
  return { owners: owners - notListed - unstable, notListed, reason, unstable };
}
