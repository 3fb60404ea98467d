import type { Clock } from "../lib/clock.js";
import { Failure } from "../lib/failure.js";
import { bytesOf } from "../metadata/owner-size.js";
import type { Loaded, MetadataSource, Reading } from "../metadata/source.js";
import { takeShown } from "../metadata/take-shown.js";
import type { ReadSample } from "./read-sample.js";
import type { ReplicaAnswer, ReplicaWatch } from "./replica-watch.js";
import type { ShownOwners } from "./shown-owners.js";
import type { KnownWrite, ReplicaStore, StoredPage } from "./store.js";
import { entriesIn, newestIn } from "./unpack-record.js";

export interface ReplicaSourceOptions {
  readonly store: Pick<ReplicaStore, "read">;
  readonly shownOwners: ShownOwners;
  readonly maxLagMs: number;
  readonly stale: "serve" | "refuse";
  readonly maxOwnerBytes: number;
  readonly sample: ReadSample;
  readonly watch: ReplicaWatch;
  /** Whether the replica has switched itself off. */
  readonly isOff: () => boolean;
  /** Answers that are too old are being served. */
  readonly onStale: (ageMs: number) => void;
  readonly clock: Clock;
}

/** What the store has of one owner. */
interface Stored {
  readonly record: Buffer | undefined;
  readonly write: KnownWrite | undefined;
}

/** The port on the replica, and on ZITADEL for whatever the replica may not or cannot answer. */
export function createReplicaSource(zitadel: MetadataSource, options: ReplicaSourceOptions): MetadataSource {
  const { store, shownOwners, maxLagMs, stale, maxOwnerBytes, sample, watch, isOff, onStale, clock } =
    options;

  /** Why none of what was read at this moment may be answered now, if so. */
  function troubleOf(page: StoredPage | undefined, readAt: number): ReplicaAnswer | undefined {
    if (isOff()) return "off";
    if (page === undefined) return "unreachable";
    if (page.ageMs === undefined) return "filling";
    return page.ageMs + clock.now() - readAt > maxLagMs ? "behind" : undefined;
  }

  /** Whom ZITADEL lets the reading's credential read. The caller alone is read as ever, where it is not known: that is one call, too. */
  async function shownOf(owners: readonly string[], reading: Reading): Promise<ReadonlySet<string>> {
    const { credential } = reading;
    if (credential === "service") return new Set(owners);
    const isAlone = owners.length === 1 && owners[0] === credential.id;
    if (credential.hasOnlyIdToken) return new Set();
    return isAlone
      ? shownOwners.remembered(credential, owners)
      : await shownOwners.shownTo(credential, owners, reading);
  }

  /** Undefined where it cannot be read. */
  function answerOf(ownerId: string, { record }: Stored, reading: Reading): Loaded | undefined {
    const entries =
      record === undefined ? [] : readOrNot(() => entriesIn(record, ownerId, reading.withDates));
    return entries && takeShown({ entries, bytes: bytesOf(entries) }, ownerId, reading, maxOwnerBytes);
  }

  /** Answers of ZITADEL's; those that it does not answer for because it cannot be reached, from a replica that is too old. */
  async function fromZitadel(
    owners: readonly string[],
    reading: Reading,
    outdated: { readonly stored: ReadonlyMap<string, Stored>; readonly ageMs: number } | undefined,
  ): Promise<readonly Loaded[]> {
    const loaded = owners.length === 0 ? [] : await zitadel.load(owners, reading);
    if (outdated === undefined || !loaded.some(isOutage)) return loaded;
    const { credential } = reading;
    const shown = credential === "service" ? undefined : shownOwners.remembered(credential, owners);
    let served = 0;
    const answers = loaded.map((answer, n) => {
      const ownerId = owners[n] ?? "";
      const stored = outdated.stored.get(ownerId);
      const mayServe = shown === undefined || shown.has(ownerId);
      // A write that is over is in a replica that is not behind; this one is.
      if (!isOutage(answer) || stored === undefined || isMissing(stored) || !mayServe) return answer;
      const known = answerOf(ownerId, stored, reading);
      if (known === undefined) return answer;
      served++;
      return known;
    });
    if (served > 0) {
      watch.answered("stale", served);
      onStale(outdated.ageMs);
    }
    return answers;
  }

  async function load(owners: readonly string[], reading: Reading): Promise<readonly Loaded[]> {
    const readAt = clock.now();
    const page = isOff() ? undefined : await store.read(owners);
    const stored = storedOf(owners, page);
    const candidates = owners.filter((id) => !isAwaited(stored.get(id)));
    const isOfUse = troubleOf(page, readAt) === undefined && candidates.length > 0;
    const shown = isOfUse ? await shownOf(candidates, reading) : new Set<string>();
    // ZITADEL may have taken its time to say whom it shows.
    const trouble = troubleOf(page, readAt);
    if (trouble !== undefined) {
      watch.answered(trouble, owners.length);
      const ageMs = page?.ageMs;
      const mayServe = stale === "serve" && ageMs !== undefined;
      return fromZitadel(owners, reading, mayServe ? { stored, ageMs } : undefined);
    }
    const answers = new Map<string, Loaded>();
    for (const id of shown) {
      const known = stored.get(id);
      const answer = known && answerOf(id, known, reading);
      if (answer !== undefined) answers.set(id, answer);
    }
    const rest = owners.filter((id) => !answers.has(id));
    watch.answered("replica", answers.size);
    watch.answered("written", owners.length - candidates.length);
    watch.answered("notShown", candidates.length - answers.size);
    sample.add(candidates);
    for (const [n, loaded] of (await fromZitadel(rest, reading, undefined)).entries()) {
      const id = rest[n];
      if (id !== undefined) answers.set(id, loaded);
    }
    return owners.map((id) => {
      const loaded = answers.get(id);
      if (loaded === undefined) throw new TypeError("a source answers every owner it was asked for");
      return loaded;
    });
  }

  return { ...zitadel, load };
}

function storedOf(owners: readonly string[], page: StoredPage | undefined): ReadonlyMap<string, Stored> {
  if (page === undefined) return new Map();
  return new Map(owners.map((id, n) => [id, { record: page.records[n], write: page.awaited[n] }]));
}

/** Undefined where a store that others can write to has something else than a record. */
function readOrNot<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** Whether the owner was written to and a replica that is not behind has not heard of it yet. */
function isAwaited(stored: Stored | undefined): boolean {
  return stored?.write?.isOver === false && isMissing(stored);
}

/** Whether a write to the owner may not be in the record. */
function isMissing({ record, write }: Stored): boolean {
  if (write === undefined) return false;
  const { changedAt } = write;
  if (changedAt === undefined || record === undefined) return true;
  const newest = readOrNot(() => newestIn(record));
  return newest === undefined || newest < changedAt;
}

function isOutage(loaded: Loaded): boolean {
  return (
    loaded instanceof Failure &&
    (loaded.code === "UPSTREAM_UNAVAILABLE" || loaded.code === "UPSTREAM_TIMEOUT")
  );
}
