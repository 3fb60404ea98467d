import { randomUUID } from "node:crypto";
import { chunk } from "../../lib/chunk.js";
import { Failure } from "../../lib/failure.js";
import type { CallOptions } from "../../metadata/source.js";
import type { AuthorizedCall } from "./authorized-call.js";
import { toOrganizations } from "./decode.js";
import type { EntryQuery, UserApi } from "./user-api.js";

/** ZITADEL's maximum size of a value in a search. */
const maxValueBytes = 200;
/** ZITADEL accepts at most 1,000 alternatives per search. */
const valuesPerCall = 1000;
/** A stable order, so that equal searches return equal pages. */
const sortingColumn = "USER_FIELD_NAME_CREATION_DATE";

/**
 * Finds users with the v2 user service, with one call per 1,000 values and organization. The results lag
 * behind writes by about 20 ms. The first search that finds more users than expected takes one more call, which
 * checks that ZITADEL does not ignore the filters.
 */
export function createFindUsers(call: AuthorizedCall, url: string): UserApi["findUsers"] {
  let hasFilters = false;

  async function search(
    queries: readonly unknown[],
    limit: number,
    options: CallOptions,
  ): Promise<readonly string[]> {
    const json = { query: { limit, asc: true }, sortingColumn, queries };
    const response = await call({ kind: "listUsers", url, json }, options);
    // Before 4.2, ZITADEL rejects the filters: they are unknown fields, without which a query is empty.
    if (response.status === 400) throw notSupported();
    return [...toOrganizations(response).keys()];
  }

  /** Without filters, a search would return any users. */
  async function requireFilters(options: CallOptions): Promise<void> {
    if (hasFilters) return;
    const found = await search([hasKey(randomUUID())], 1, options);
    if (found.length > 0) throw notSupported();
    hasFilters = true;
  }

  return async ({ key, values, organizationIds, orUserIds, maxMatches }, options) => {
    if (values?.some(({ length }) => length > maxValueBytes) === true) throw tooLong();
    const conditions =
      values === undefined ? [hasKey(key)] : chunk(values, valuesPerCall).map((part) => hasOneOf(key, part));
    const organizations = organizationIds?.map((organizationId) => [
      { organizationIdQuery: { organizationId } },
    ]) ?? [[]];
    const found = new Set<string>();
    for (const condition of conditions) {
      for (const organization of organizations) {
        const queries = [orUsers(condition, orUserIds), ...organization];
        // One row more than the maximum shows that there are too many.
        for (const id of await search(queries, maxMatches + 1, options)) found.add(id);
        if (found.size > (values?.length ?? 0) + orUserIds.length) await requireFilters(options);
        if (found.size > maxMatches) return [...found];
      }
    }
    return [...found];
  };
}

function hasKey(key: string): unknown {
  return { metadataKeyFilter: { key, method: "TEXT_FILTER_METHOD_EQUALS" } };
}

/** Filters that stand together match one entry. */
function hasOneOf(key: string, values: NonNullable<EntryQuery["values"]>): unknown {
  const alternatives = values.map((value) => ({
    metadataValueFilter: { value: value.toString("base64"), method: "BYTE_FILTER_METHOD_EQUALS" },
  }));
  return { andQuery: { queries: [hasKey(key), { orQuery: { queries: alternatives } }] } };
}

/** ZITADEL leaves out those of the users whom the credential may not see. */
function orUsers(condition: unknown, userIds: readonly string[]): unknown {
  if (userIds.length === 0) return condition;
  return { orQuery: { queries: [condition, { inUserIdsQuery: { userIds } }] } };
}

function tooLong(): Failure {
  return new Failure(
    "NOT_SUPPORTED",
    `ZITADEL cannot search for a value of more than ${maxValueBytes} bytes. Shorten it, or run the subgraph with REPLICA=memory.`,
  );
}

function notSupported(): Failure {
  return new Failure(
    "NOT_SUPPORTED",
    "This ZITADEL cannot search users by metadata. Use ZITADEL 4.2 or later, or run the subgraph with REPLICA=memory.",
  );
}
