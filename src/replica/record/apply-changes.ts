import { Buffer } from "node:buffer";
import type { UserChange } from "../../changes/change.js";
import type { KeyRecord, UserRecord, Tombstone, KeySet } from "./user-record.js";

const nothing = Buffer.alloc(0);

/**
 * Changes the record as one owner's changes say, and answers how many of them it did not know. The same changes make the same record in whatever order,
 * and however often, they come, for as long as `forgetOld` forgets only what cannot come any more.
 */
export function applyChanges(record: UserRecord, changes: readonly UserChange[]): number {
  let fresh = 0;
  for (const change of changes) {
    if (!fold(record, change)) continue;
    fresh++;
    record.sequence = Math.max(record.sequence, change.sequence);
    record.date = Math.max(record.date, change.date);
  }
  return fresh;
}

/** Drops what only a late change could need, for those of this date or older do not come any more. Answers whether anything is left. */
export function prune(record: UserRecord, settled: number): boolean {
  record.tombstone = unexpired(record.tombstone, settled);
  for (const [key, state] of record.keys) {
    state.tombstone = unexpired(state.tombstone, settled);
    const { sets } = state;
    if (sets.length === 0 && state.tombstone === undefined) record.keys.delete(key);
    if (sets.length > 2) {
      state.sets = sets.filter(({ date }, n) => n === 0 || n === sets.length - 1 || date > settled);
    }
  }
  return record.keys.size > 0 || record.tombstone !== undefined;
}

export function createRecord(organisation: string): UserRecord {
  return { organization: organisation, sequence: 0, date: 0, tombstone: undefined, keys: new Map() };
}

function fold(record: UserRecord, change: UserChange): boolean {
  if (isBefore(change, record.tombstone)) return false;
  if (change.kind === "cleared") {
    record.tombstone = { sequence: change.sequence, date: change.date };
    for (const [key, state] of record.keys) {
      removeUntil(state, change.sequence);
      if (isBefore(state.tombstone, change)) state.tombstone = undefined;
      if (state.sets.length === 0 && state.tombstone === undefined) record.keys.delete(key);
    }
    return true;
  }
  const state = record.keys.get(change.key) ?? { sets: [], bytes: nothing, tombstone: undefined };
  if (isBefore(change, state.tombstone)) return false;
  if (change.kind === "set") {
    if (state.sets.some(({ sequence }) => sequence === change.sequence)) return false;
    insertSet(state, change);
  } else {
    state.tombstone = { sequence: change.sequence, date: change.date };
    removeUntil(state, change.sequence);
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

function removeUntil(state: KeyRecord, sequence: number): void {
  state.sets = state.sets.filter((set) => set.sequence > sequence);
  if (state.sets.length === 0) state.bytes = nothing;
}

function isBefore(change: KeySet | undefined, than: KeySet | undefined): boolean {
  return change !== undefined && than !== undefined && change.sequence <= than.sequence;
}

function unexpired(removal: Tombstone | undefined, settled: number): Tombstone | undefined {
  return removal !== undefined && removal.date > settled ? removal : undefined;
}
