import { chunk } from "../../lib/chunk.js";
import { Failure } from "../../lib/failure.js";
import type { CallOptions, EntryQuery } from "../../metadata/source.js";
import type { AuthorizedCall } from "./authorized-call.js";
import { toOrganizations } from "./decode.js";

/** ZITADEL's maximum size of a value in a search. */
const maxValueBytes = 200;
/** ZITADEL accepts at most 1,000 alternatives per search. */
const valuesPerCall = 1000;

/**
 * Finds users with the v2 user service, with one call per 1,000 values and organization. The results lag
 * behind writes by about 20 ms. A version before 4.2 ignores the filters and returns other users too.
 */
export async function findUsers(
  call: AuthorizedCall,
  url: string,
  { key, values, organizationIds, maxMatches }: EntryQuery,
  options: CallOptions,
): Promise<readonly string[]> {
  if (values?.some(({ length }) => length > maxValueBytes) === true) {
    throw new Failure(
      "NOT_SUPPORTED",
      `ZITADEL cannot search for a value of more than ${maxValueBytes} bytes.`,
    );
  }
  const found = new Set<string>();
  const isKey = { metadataKeyFilter: { key, method: "TEXT_FILTER_METHOD_EQUALS" } };
  // One row more than the maximum shows that there are too many.
  const query = { limit: maxMatches + 1, asc: true };
  const conditions = values === undefined ? [isKey] : chunk(values, valuesPerCall).map(hasOneOf);
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
      const json = { query, sortingColumn, queries: [condition, ...organization] };
      const matches = toOrganizations(await call({ kind: "listUsers", url, json }, options));
      for (const id of matches.keys()) found.add(id);
      if (found.size > maxMatches) throw tooManyMatches(maxMatches);
    }
  }
  return [...found];
}

/** A stable order, so that equal searches return equal pages. */
const sortingColumn = "USER_FIELD_NAME_CREATION_DATE";

function tooManyMatches(max: number): Failure {
  return new Failure(
    "TOO_MANY_MATCHES",
    `More than ${max} users match one condition. Search for a value that fewer users have.`,
  );
}
