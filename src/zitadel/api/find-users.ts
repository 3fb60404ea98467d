import { chunk } from "../../lib/chunk.js";
import { Failure } from "../../lib/failure.js";
import type { CallOptions } from "../../metadata/source.js";
import type { AuthorizedCall } from "./authorized-call.js";
import { toOrganizations } from "./decode.js";
import type { EntryQuery } from "./user-api.js";

/** ZITADEL's maximum size of a value in a search. */
const maxValueBytes = 200;
/** ZITADEL accepts at most 1,000 alternatives per search. */
const valuesPerCall = 1000;

/**
 * Finds users with the v2 user service, with one call per 1,000 values and organization. The results lag
 * behind writes by about 20 ms.
 */
export async function findUsers(
  call: AuthorizedCall,
  url: string,
  { key, values, organizationIds, orUserIds, maxMatches }: EntryQuery,
  options: CallOptions,
): Promise<readonly string[]> {
  if (values?.some(({ length }) => length > maxValueBytes) === true) {
    throw new Failure(
      "NOT_SUPPORTED",
      `ZITADEL cannot search for a value of more than ${maxValueBytes} bytes. Shorten it, or run the subgraph with REPLICA=memory.`,
    );
  }
  const found = new Set<string>();
  const isKey = { metadataKeyFilter: { key, method: "TEXT_FILTER_METHOD_EQUALS" } };
  // One row more than the maximum shows that there are too many.
  const query = { limit: maxMatches + 1, asc: true };
  const conditions = values === undefined ? [isKey] : chunk(values, valuesPerCall).map(hasOneOf);
  // ZITADEL leaves out those whom the credential may not see.
  const others = orUserIds.length === 0 ? [] : [{ inUserIdsQuery: { userIds: orUserIds } }];
  const organizations = organizationIds?.map((organizationId) => [
    { organizationIdQuery: { organizationId } },
  ]) ?? [[]];

  function hasOneOf(alternatives: readonly Buffer[]): unknown {
    const isValue = alternatives.map((value) => ({
      metadataValueFilter: { value: value.toString("base64"), method: "BYTE_FILTER_METHOD_EQUALS" },
    }));
    // Filters that stand together match one entry.
    return { andQuery: { queries: [isKey, { orQuery: { queries: isValue } }] } };
  }

  for (const condition of conditions) {
    for (const organization of organizations) {
      const matches = others.length === 0 ? condition : { orQuery: { queries: [condition, ...others] } };
      const json = { query, sortingColumn, queries: [matches, ...organization] };
      const users = toOrganizations(await call({ kind: "listUsers", url, json }, options));
      for (const id of users.keys()) found.add(id);
      if (found.size > maxMatches) return [...found];
    }
  }
  return [...found];
}

/** A stable order, so that equal searches return equal pages. */
const sortingColumn = "USER_FIELD_NAME_CREATION_DATE";
