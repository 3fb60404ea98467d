import { Buffer } from "node:buffer";
import { catchFailure } from "../../lib/catch-failure.js";
import { Failure } from "../../lib/failure.js";
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

type Found = ReadonlyMap<string, readonly string[]> | Failure;

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

/** The user with each of the values; null without one, and a Failure if there are several. One search for all. */
export async function lookUp(
  { key }: LookupKey,
  values: readonly string[],
  context: RequestContext,
  info: OperationInfo,
): Promise<ReadonlyMap<string, UserReference | null | Failure>> {
  const isLong = (value: string): boolean => Buffer.byteLength(value) > maxSearchableBytes;
  const short = values.filter((value) => !isLong(value));
  const long = values.filter(isLong);
  const [foundShort, foundLong] = await Promise.all([
    catchFailure(find(key, short, context, info)),
    catchFailure(find(key, long, context, info)),
  ]);
  const resultOf = (value: string, found: Found): UserReference | null | Failure => {
    // Each representation needs an error of its own: the log reports an error once.
    if (found instanceof Failure) return found.copy();
    const [id, other] = found.get(value) ?? [];
    if (other !== undefined) return notUnique(key);
    return id === undefined ? null : { id };
  };
  return new Map(values.map((value) => [value, resultOf(value, isLong(value) ? foundLong : foundShort)]));
}

/** The ids of the users by value. */
async function find(
  key: string,
  values: readonly string[],
  context: RequestContext,
  info: OperationInfo,
): Promise<ReadonlyMap<string, readonly string[]>> {
  if (values.length === 0) return new Map();
  const { caller, source, scope, readSignal: signal } = context;
  const callContext = { caller: requireCaller(await caller()), scope, signal };
  const bytes = [...new Set(values)].map((value) => Buffer.from(value, "utf8"));
  const ids = await source.findUsers(key, bytes, callContext);
  const found = new Map<string, string[]>();
  for (const [id, entries] of await readCandidates(ids, context, info)) {
    const entry = entries.find((candidate) => candidate.key === key);
    const text = entry === undefined ? null : textOf(entry);
    if (text !== null) found.set(text, [...(found.get(text) ?? []), id]);
  }
  return found;
}
