import { Failure } from "../lib/failure.js";
import type { MetadataEntry } from "../metadata/entry.js";
import { type Differences, differencesOf } from "./differences.js";
import { createRecord, forgetOld } from "./fold-changes.js";
import type { OldOwnersOptions } from "./fill-old-owners.js";
import { recordOfList } from "./listed-owner.js";
import { packRecord } from "./pack-record.js";
import type { Position } from "./position.js";
import type { ReplicaWatch } from "./replica-watch.js";
import type { ReplicaWriter } from "./store.js";
import { entriesIn, unpackRecord } from "./unpack-record.js";

/** A reading to the end that has just been done, and when it began, by `performance.now()`. */
export interface Poll {
  readonly begunAt: number;
  readonly writer: ReplicaWriter;
  readonly position: Position;
}

export interface SelfCheck {
  /** Compares whoever it is time to compare. */
  afterPoll(poll: Poll, signal: AbortSignal): Promise<void>;
}

export interface SelfCheckOptions extends Pick<OldOwnersOptions, "listOwners" | "organisationsOf" | "log"> {
  /** 0: never. */
  readonly everyMs: number;
  /** How late a change can become visible. */
  readonly overlapMs: number;
  /** Whom to compare next. */
  readonly pick: () => Promise<readonly string[]>;
  readonly watch: ReplicaWatch;
}

/** Somebody who is being compared. */
interface Case {
  readonly ownerId: string;
  readonly listed: readonly MetadataEntry[];
  /** What is read from then on has all that is in the list. */
  readonly listedAt: number;
  /** What was found before, once the replica differed from that for longer than a change can be late. */
  readonly before: Finding | undefined;
}

/** In what the replica differed. */
interface Finding {
  readonly listed: readonly MetadataEntry[];
  /** Of the newest change that the replica had. */
  readonly sequence: number;
}

/**
 * Compares owners with ZITADEL's lists. A list may be ahead of the replica, or behind: an owner differs when the replica still does after everything that can be late
 * has come, two lists say the same, and nothing was heard of the owner between them.
 */
export function createSelfCheck(options: SelfCheckOptions): SelfCheck {
  const { everyMs, overlapMs, pick, listOwners, organisationsOf, watch, log } = options;
  let nextAt = performance.now() + everyMs;
  let cases: Case[] = [];
  /** To be listed again at this moment. */
  let doubtful: { readonly ownerId: string; readonly from: number; readonly before: Finding }[] = [];

  async function list(
    ownerIds: readonly string[],
    before: Case["before"],
    signal: AbortSignal,
  ): Promise<void> {
    const loaded = await listOwners(ownerIds, signal);
    const listedAt = performance.now();
    for (const [n, ownerId] of ownerIds.entries()) {
      const listed = loaded[n];
      // Whom ZITADEL does not answer for now is picked again some day.
      if (listed === undefined || listed instanceof Failure) continue;
      cases.push({ ownerId, listed, listedAt, before });
    }
  }

  async function begin(signal: AbortSignal): Promise<void> {
    const ownerIds = await pick();
    await list(ownerIds, undefined, signal);
    watch.checked(ownerIds.length);
  }

  async function judge({ ownerId, listed, before }: Case, poll: Poll, signal: AbortSignal): Promise<void> {
    const [packed] = await poll.writer.records([ownerId]);
    const known = packed === undefined ? [] : entriesIn(packed, ownerId, true);
    const differences = differencesOf(known, listed);
    if (differences.size === 0) return;
    const sequence = packed === undefined ? 0 : unpackRecord(packed).sequence;
    // Who was changed since may have what the list does not have yet.
    const isSame = before?.sequence === sequence && differencesOf(before.listed, listed).size === 0;
    if (isSame) await heal(ownerId, listed, differences, poll, signal);
    else doubtful.push({ ownerId, from: performance.now() + overlapMs, before: { listed, sequence } });
  }

  async function heal(
    ownerId: string,
    listed: readonly MetadataEntry[],
    differences: Differences,
    { writer, position }: Poll,
    signal: AbortSignal,
  ): Promise<void> {
    const [packed] = await writer.records([ownerId]);
    const organisation = (await organisationsOf([ownerId], signal)).get(ownerId);
    const old = packed === undefined ? createRecord(organisation ?? "") : unpackRecord(packed);
    const record = recordOfList(listed, old);
    const isLeft = forgetOld(record, position.settled ?? Number.NEGATIVE_INFINITY);
    const owner = { organisation: old.organisation, bytes: isLeft ? packRecord(record) : undefined };
    await writer.apply({ owners: new Map([[ownerId, owner]]), removedOrganisations: new Map(), position });
    for (const [kind, entries] of differences) watch.differed(kind, entries);
    log.warn(
      { owner: ownerId, ...Object.fromEntries(differences) },
      "the replica differed from ZITADEL's list of this user: it has what the list says now",
    );
  }

  async function relist(signal: AbortSignal): Promise<void> {
    const now = performance.now();
    const due = doubtful.filter(({ from }) => from <= now);
    doubtful = doubtful.filter(({ from }) => from > now);
    for (const { ownerId, before } of due) await list([ownerId], before, signal);
  }

  function inBackground(act: Promise<void>): void {
    act.catch((error: unknown) => {
      if (!(error instanceof Failure)) log.error({ err: error }, "the replica could not check itself");
    });
  }

  return {
    async afterPoll(poll, signal) {
      if (everyMs === 0) return;
      const due = cases.filter(({ listedAt }) => listedAt <= poll.begunAt);
      cases = cases.filter(({ listedAt }) => listedAt > poll.begunAt);
      for (const one of due) await judge(one, poll, signal);
      inBackground(relist(signal));
      if (performance.now() < nextAt) return;
      nextAt = performance.now() + everyMs;
      inBackground(begin(signal));
    },
  };
}
