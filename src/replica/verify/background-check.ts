import type { ListReadOptions } from "../record/list-read-options.js";
import { Failure } from "../../lib/failure.js";
import { type Comparer, createComparison, type Mismatch } from "./compare.js";
import { countKinds } from "./diff.js";
import { createRecord, prune } from "../record/apply-changes.js";
import { recordFromList } from "../record/from-list.js";
import { packRecord } from "../record/encode.js";
import type { Position } from "../store/checkpoint.js";
import type { ReplicaObserver } from "../observer.js";
import type { ReplicaWriter } from "../store/store.js";
import { organisationIn, unpackRecord } from "../record/decode.js";

/** A reading to the end that has just been done, and when it began, by `Clock.now()`. */
export interface CompletedPoll {
  readonly begunAt: number;
  readonly writer: ReplicaWriter;
  readonly position: Position;
}

export interface BackgroundCheck {
  /** Compares whoever it is time to compare. */
  afterPoll(poll: CompletedPoll, signal: AbortSignal): Promise<void>;
}

export interface SelfCheckOptions extends ListReadOptions {
  /** 0: never. */
  readonly everyMs: number;
  /** How late a change can become visible. */
  readonly overlapMs: number;
  /** Whom to compare next. */
  readonly selectUsers: () => Promise<readonly string[]>;
  readonly watch: ReplicaObserver;
}

/** Compares some owners with ZITADEL's lists from time to time, and heals those who differ. */
export function createSelfCheck(options: SelfCheckOptions): BackgroundCheck {
  const { everyMs, overlapMs, selectUsers, listOwners, organisationsOf, watch, log, clock } = options;
  const comparison: Comparer = createComparison(listOwners, overlapMs, clock);
  let nextAt = clock.now() + everyMs;
  let findings: readonly Mismatch[] = [];

  async function begin(signal: AbortSignal): Promise<void> {
    const ownerIds = await selectUsers();
    // Whom ZITADEL does not answer for now is picked again some day.
    await comparison.add(ownerIds, signal);
    watch.onVerified(ownerIds.length);
  }

  async function confirm(signal: AbortSignal): Promise<void> {
    comparison.takeUnstable();
    findings = [...findings, ...(await comparison.confirm(signal))];
  }

  async function repair(
    finding: Mismatch,
    { writer, position }: CompletedPoll,
    signal: AbortSignal,
  ): Promise<void> {
    const { ownerId, listed, differences } = finding;
    const organisation =
      finding.record === undefined
        ? (await organisationsOf([ownerId], signal)).get(ownerId)
        : organisationIn(finding.record);
    // Gone meanwhile.
    if (organisation === undefined) return;
    const [packed] = await writer.records([ownerId]);
    // A change was heard of that is not in the list. Whether it differs still is found out another time.
    if (!isSame(packed, finding.record)) return;
    const old = packed === undefined ? createRecord(organisation) : unpackRecord(packed);
    const record = recordFromList(listed, old);
    const isLeft = prune(record, position.lowWatermark ?? Number.NEGATIVE_INFINITY);
    const owner = { organisation, bytes: isLeft ? packRecord(record) : undefined };
    await writer.apply({ owners: new Map([[ownerId, owner]]), removedOrganisations: new Map(), position });
    const counts = countKinds(differences);
    for (const [kind, entries] of counts) watch.onMismatch(kind, entries);
    log.warn({ userId: ownerId, ...Object.fromEntries(counts) }, "replica mismatch repaired");
  }

  function inBackground(act: Promise<void>): void {
    act.catch((error: unknown) => {
      if (!(error instanceof Failure)) log.error({ err: error }, "replica verification failed");
    });
  }

  return {
    async afterPoll(poll, signal) {
      if (everyMs === 0) return;
      const found = findings;
      findings = [];
      for (const finding of found) await repair(finding, poll, signal);
      await comparison.compare(async (ownerIds) => ({
        completeAt: poll.begunAt,
        records: await poll.writer.records(ownerIds),
      }));
      inBackground(confirm(signal));
      if (clock.now() < nextAt) return;
      nextAt = clock.now() + everyMs;
      inBackground(begin(signal));
    },
  };
}

function isSame(a: Buffer | undefined, b: Buffer | undefined): boolean {
  return a === undefined || b === undefined ? a === b : a.equals(b);
}
