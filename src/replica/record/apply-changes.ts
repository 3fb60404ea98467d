import { Buffer } from "node:buffer";
import type { UserChange } from "../../changes/change.js";
import type { KeyRecord, UserRecord, Tombstone, KeySet } from "./user-record.js";

const emptyValue = Buffer.alloc(0);

/**
 * Applies a user's changes to the record and returns how many of them were new. Neither the order of the
 * changes nor duplicates affect the resulting record, provided that `prune` gets a correct low watermark.
 */
export function applyChanges(record: UserRecord, changes: readonly UserChange[]): number {
  let applied = 0;
  for (const change of changes) {
    if (!applyChange(record, change)) continue;
    applied++;
    record.sequence = Math.max(record.sequence, change.sequence);
    record.date = Math.max(record.date, change.date);
  }
  return applied;
}

/**
 * Removes the tombstones and sets that are only needed to order late changes. Changes with the date of the
 * low watermark or older can no longer arrive. Returns false if the record is empty.
 */
export function prune(record: UserRecord, lowWatermark: number): boolean {
  record.tombstone = unexpired(record.tombstone, lowWatermark);
  for (const [key, state] of record.keys) {
    state.tombstone = unexpired(state.tombstone, lowWatermark);
    const { sets } = state;
    if (sets.length === 0 && state.tombstone === undefined) record.keys.delete(key);
    if (sets.length > 2) {
      state.sets = sets.filter(({ date }, n) => n === 0 || n === sets.length - 1 || date > lowWatermark);
    }
  }
  return record.keys.size > 0 || record.tombstone !== undefined;
}

export function createRecord(organization: string): UserRecord {
  return { organization, sequence: 0, date: 0, tombstone: undefined, keys: new Map() };
}

/** Returns false if the change is a duplicate or older than a tombstone. */
function applyChange(record: UserRecord, change: UserChange): boolean {
  if (isAtOrBefore(change, record.tombstone)) return false;
  if (change.kind === "cleared") {
    record.tombstone = { sequence: change.sequence, date: change.date };
    for (const [key, state] of record.keys) {
      removeSetsUntil(state, change.sequence);
      if (isAtOrBefore(state.tombstone, change)) state.tombstone = undefined;
      if (state.sets.length === 0 && state.tombstone === undefined) record.keys.delete(key);
    }
    return true;
  }
  const state = record.keys.get(change.key) ?? { sets: [], bytes: emptyValue, tombstone: undefined };
  if (isAtOrBefore(change, state.tombstone)) return false;
  if (change.kind === "set") {
    if (state.sets.some(({ sequence }) => sequence === change.sequence)) return false;
    insertSet(state, change);
  } else {
    state.tombstone = { sequence: change.sequence, date: change.date };
    removeSetsUntil(state, change.sequence);
  }
  record.keys.set(change.key, state);
  return true;
}

function insertSet(state: KeyRecord, { sequence, date, bytes }: UserChange & { kind: "set" }): void {
  const last = state.sets.at(-1);
  if (last === undefined || last.sequence < sequence) {
    state.bytes = bytes;
    state.sets = [...state.sets, { sequence, date }];
    return;
  }
  state.sets = [...state.sets, { sequence, date }].sort((a, b) => a.sequence - b.sequence);
}

function removeSetsUntil(state: KeyRecord, sequence: number): void {
  state.sets = state.sets.filter((set) => set.sequence > sequence);
  if (state.sets.length === 0) state.bytes = emptyValue;
}

function isAtOrBefore(change: KeySet | undefined, other: KeySet | undefined): boolean {
  return change !== undefined && other !== undefined && change.sequence <= other.sequence;
}

function unexpired(tombstone: Tombstone | undefined, lowWatermark: number): Tombstone | undefined {
  return tombstone !== undefined && tombstone.date > lowWatermark ? tombstone : undefined;
}
