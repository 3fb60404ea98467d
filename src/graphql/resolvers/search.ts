import { Buffer } from "node:buffer";
import type { GuardedSearchOptions } from "../../access/guarded-search.js";
import { chunk } from "../../lib/chunk.js";
import { Failure } from "../../lib/failure.js";
import { sha256 } from "../../lib/hash.js";
import { requireCaller } from "../../metadata/caller.js";
import { type Condition, matchesCondition, parseConditions, toCondition } from "../../metadata/conditions.js";
import { decodeBase64, type MetadataEntry } from "../../metadata/entry.js";
import type { RequestContext } from "../context/context.js";
import type { QueryResolvers } from "../generated/types.js";
import { readCandidates } from "./read-candidates.js";

const maxPage = 100;
/** Reads candidates in steps of at least this many: fewer round trips if most of them do not match. */
const minStep = 20;

/** The root fields that search users. */
export const searchQueries = {
  async userByMetadata(_, { key, value }, context, info) {
    const condition = toCondition(key, [value]);
    const matches: string[] = [];
    for await (const found of findCandidates([condition], { inOrder: false, after: "" }, context)) {
      for (const ids of chunk(found, minStep)) {
        const entries = await readCandidates(ids, context, info);
        matches.push(...ids.filter((id) => matchesCondition(condition, entries.get(id) ?? [])));
        // More matches do not change the result.
        if (matches.length > 1) throw notUnique(key);
      }
    }
    const [id] = matches;
    return id === undefined ? null : { id };
  },

  async usersByMetadata(_, { where, first, after }, context, info) {
    if (first < 1 || first > maxPage) {
      throw new Failure("BAD_USER_INPUT", `first must be 1 to ${maxPage}, but is ${first}.`);
    }
    const conditions = parseConditions(where);
    const fingerprint = sha256(Buffer.from(JSON.stringify(where), "utf8"))
      .toString("base64url")
      .slice(0, 16);
    const start = after === null || after === undefined ? "" : parseCursor(after, fingerprint);
    const matches: string[] = [];
    search: for await (const found of findCandidates(conditions, { inOrder: true, after: start }, context)) {
      for (let next = 0; next < found.length; ) {
        // One match more than the page shows whether there is another page.
        if (matches.length > first) break search;
        const ids = found.slice(next, next + Math.max(first + 1 - matches.length, minStep));
        next += ids.length;
        const entries = await readCandidates(ids, context, info);
        matches.push(...ids.filter((id) => isMatch(conditions, entries.get(id))));
      }
    }
    const ids = matches.slice(0, first);
    const last = ids.at(-1);
    return {
      nodes: ids.map((id) => ({ id })),
      hasNextPage: matches.length > first,
      endCursor: last === undefined ? null : encodeCursor(fingerprint, last),
    };
  },
} satisfies QueryResolvers;

/** The ids, in batches, of users that may meet all conditions. */
async function* findCandidates(
  conditions: readonly Condition[],
  options: Pick<GuardedSearchOptions, "inOrder" | "after">,
  { caller, source, scope, readSignal: signal }: RequestContext,
): AsyncGenerator<readonly string[]> {
  const callContext = { caller: requireCaller(await caller()), scope, signal };
  const present = conditions.filter(({ isAbsent }) => !isAbsent);
  const otherKeys = conditions.filter(({ isAbsent }) => isAbsent).map(({ key }) => key);
  yield* source.findUsers(present, { ...options, otherKeys }, callContext);
}

function isMatch(conditions: readonly Condition[], entries: readonly MetadataEntry[] | undefined): boolean {
  return entries !== undefined && conditions.every((condition) => matchesCondition(condition, entries));
}

export function notUnique(key: string): Failure {
  return new Failure("NOT_UNIQUE", `Several users have this value of ${JSON.stringify(key)}.`);
}

function encodeCursor(fingerprint: string, lastId: string): string {
  return Buffer.from(`${fingerprint}${lastId}`, "utf8").toString("base64url");
}

/** A position, not a secret: it only skips users. */
function parseCursor(cursor: string, fingerprint: string): string {
  const text = decodeBase64(cursor)?.toString("utf8") ?? "";
  if (text.startsWith(fingerprint)) return text.slice(fingerprint.length);
  throw new Failure("BAD_USER_INPUT", "after is not an endCursor of a search with the same conditions.");
}
