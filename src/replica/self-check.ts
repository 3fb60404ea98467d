import { Failure } from "../lib/failure.js";
import { type Comparison, createComparison, type Finding } from "./comparison.js";
import { countKinds } from "./differences.js";
import type { OldOwnersOptions } from "./fill-old-owners.js";
import { createRecord, forgetOld } from "./fold-changes.js";
import { recordOfList } from "./listed-owner.js";
import { packRecord } from "./pack-record.js";
import type { Position } from "./position.js";
import type { ReplicaWatch } from "./replica-watch.js";
import type { ReplicaWriter } from "./store.js";
import { organisationIn, unpackRecord } from "./unpack-record.js";

/** A reading to the end that has just been done, and when it began, by `Clock.now()`. */
export interface Poll {
  readonly begunAt: number;
  readonly writer: ReplicaWriter;
  readonly position: Position;
}

export interface SelfCheck {
  /** Compares whoever it is time to compare. */
  afterPoll(poll: Poll, signal: AbortSignal): Promise<void>;
}

export interface SelfCheckOptions
  extends Pick<OldOwnersOptions, "listOwners" | "organisationsOf" | "log" | "clock"> {
  /** 0: never. */
  readonly everyMs: number;
  /** How late a change can become visible. */
  readonly overlapMs: number;
  /** Whom to compare next. */
  readonly pick: () => Promise<readonly string[]>;
  readonly watch: ReplicaWatch;
}

/** Compares some owners with ZITADEL's lists from time to time, and heals those who differ. */
export function createSelfCheck(options: SelfCheckOptions): SelfCheck {
  const { everyMs, overlapMs, pick, listOwners, organisationsOf, watch, log, clock } = options;
  const comparison: Comparison = createComparison(listOwners, overlapMs, clock);
  let nextAt = clock.now() + everyMs;
  let findings: readonly Finding[] = [];

  async function begin(signal: AbortSignal): Promise<void> {
    const ownerIds = await pick();
    // Whom ZITADEL does not answer for now is picked again some day.
    await comparison.add(ownerIds, signal);
    watch.checked(ownerIds.length);
  }

  async function confirm(signal: AbortSignal): Promise<void> {
    comparison.takeRestless();
    findings = [...findings, ...(await comparison.confirm(signal))];
  }

  async function heal(finding: Finding, { writer, position }: Poll, signal: AbortSignal): Promise<void> {
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
    const record = recordOfList(listed, old);
    const isLeft = forgetOld(record, position.settled ?? Number.NEGATIVE_INFINITY);
    const owner = { organisation, bytes: isLeft ? packRecord(record) : undefined };
    await writer.apply({ owners: new Map([[ownerId, owner]]), removedOrganisations: new Map(), position });
    const counts = countKinds(differences);
    for (const [kind, entries] of counts) watch.differed(kind, entries);
    log.warn(
      { owner: ownerId, ...Object.fromEntries(counts) },
      "the replica differed from ZITADEL's list of this user: it has what the list says now",
    );
  }

  function inBackground(act: Promise<void>): void {
    act.catch((error: unknown) => {
      if (!(error instanceof Failure)) log.error({ err: error }, "the replica could not check itself");
    });
  }

  return {
    async afterPoll(poll, signal) {
      if (everyMs === 0) return;
      const found = findings;
      findings = [];
      for (const finding of found) await heal(finding, poll, signal);
      await comparison.judge(async (ownerIds) => ({
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
