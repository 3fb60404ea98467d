import { Buffer } from "node:buffer";
import { chunk } from "../../lib/chunk.js";
import { catchFailure, Failure } from "../../lib/failure.js";
import { requireCaller } from "../../metadata/caller.js";
import { textOf } from "../../metadata/entry.js";
import type { RequestContext } from "../context/context.js";
import type { OperationInfo } from "../selection.js";
import type { LookupKey } from "../federation/search-fields.js";
import type { UserReference } from "./user.js";
import { readCandidates } from "./read-candidates.js";
import { notUnique } from "./search.js";

/** ZITADEL cannot search for longer values. They are looked up apart, so that they fail alone. */
const maxSearchableBytes = 200;
/** ZITADEL accepts at most this many values in one search. */
const valuesPerSearch = 1000;
/** Users that one search may find; otherwise several users have one of the values. */
const maxUsers = 1000;

/** The ids of the users with each value, or why they were not found. */
type Found = ReadonlyMap<string, readonly string[] | Failure>;

/** Resolves the field of the second entity key: the value of its metadata key as text. */
export function createLookupField({ key }: LookupKey) {
  return async (
    { id }: UserReference,
    _: unknown,
    { loaders, responseBudget }: RequestContext,
    info: OperationInfo,
  ): Promise<string | null> => {
    const { entries } = await loaders.metadata(info).load(id);
    const entry = entries.find((candidate) => candidate.key === key);
    const text = entry === undefined ? null : textOf(entry);
    responseBudget.charge(text?.length ?? 0);
    return responseBudget.isExceeded ? null : text;
  };
}

/**
 * The user with each of the values; null without one, and a Failure if there are several. One search for each 1,000
 * values.
 */
export async function lookUp(
  { key }: LookupKey,
  values: readonly string[],
  context: RequestContext,
  info: OperationInfo,
): Promise<ReadonlyMap<string, UserReference | null | Failure>> {
  const distinct = [...new Set(values)];
  const isLong = (value: string): boolean => Buffer.byteLength(value) > maxSearchableBytes;
  const parts = [distinct.filter((value) => !isLong(value)), distinct.filter(isLong)].flatMap((part) =>
    chunk(part, valuesPerSearch),
  );
  const found = new Map<string, readonly string[] | Failure>();
  for (const part of await Promise.all(parts.map((part) => findPart(key, part, context, info)))) {
    for (const [value, ids] of part) found.set(value, ids);
  }
  const resultOf = (value: string): UserReference | null | Failure => {
    const ids = found.get(value) ?? [];
    // Each representation needs an error of its own: the log reports an error once.
    if (ids instanceof Failure) return ids.copy();
    const [id, other] = ids;
    if (other !== undefined) return notUnique(key);
    return id === undefined ? null : { id };
  };
  return new Map(values.map((value) => [value, resultOf(value)]));
}

/** A failure concerns all values of the part, except that too many users may have one of them. */
async function findPart(
  key: string,
  values: readonly string[],
  context: RequestContext,
  info: OperationInfo,
): Promise<Found> {
  const found = await catchFailure(find(key, values, context, info));
  if (!(found instanceof Failure)) return found;
  if (found.code !== "TOO_MANY_MATCHES") return new Map(values.map((value) => [value, found]));
  if (values.length === 1) return new Map(values.map((value) => [value, notUnique(key)]));
  const halves = chunk(values, Math.ceil(values.length / 2));
  const [first = [], second = []] = await Promise.all(
    halves.map((half) => findPart(key, half, context, info)),
  );
  return new Map([...first, ...second]);
}

/** The ids of the users by value. */
async function find(
  key: string,
  values: readonly string[],
  context: RequestContext,
  info: OperationInfo,
): Promise<Found> {
  const { caller, source, scope, readSignal: signal } = context;
  const callContext = { caller: requireCaller(await caller()), scope, signal };
  const conditions = [{ key, values: values.map((value) => Buffer.from(value, "utf8")) }];
  const found = new Map<string, string[]>();
  let candidates = 0;
  for await (const ids of source.findUsers(conditions, { inOrder: false, after: "" }, callContext)) {
    candidates += ids.length;
    // A replica finds any number of users. Reading them all would serve no representation.
    if (candidates > maxUsers) throw new Failure("TOO_MANY_MATCHES", `More than ${maxUsers} users match.`);
    for (const [id, entries] of await readCandidates(ids, context, info)) {
      const entry = entries.find((candidate) => candidate.key === key);
      const text = entry === undefined ? null : textOf(entry);
      if (text !== null) found.set(text, [...(found.get(text) ?? []), id]);
    }
  }
  return found;
}
