import { Failure } from "../../../lib/failure.js";
import type { ReadBudget } from "../../../metadata/read-budget.js";
import type { EntryCollector } from "./collector.js";
import type { PageRequest } from "../../api/user-api.js";
import type { MetadataPage } from "../../codec.js";

/**
 * Rows per page. ZITADEL returns at most 1,000 rows and 10 MiB per response; one value can have 500,000
 * bytes.
 */
const pageSizes = [1000, 100, 10, 1] as const;
const maxPasses = 4;

/** ZITADEL sent fewer rows than the total that it reported. This is how it denies permission. */
export class RowsWithheld extends Failure {
  constructor() {
    super("FORBIDDEN", "ZITADEL does not let this caller read this user's metadata.");
  }
}

/**
 * Reads one page of a user's list. Returns undefined if the page exceeds a size limit of ZITADEL or of the
 * subgraph.
 */
export type ReadPage = (page: PageRequest) => Promise<MetadataPage | undefined>;

/**
 * Collects all entries of a user, page by page. ZITADEL orders entries by date, and entries set together
 * share one date. Their order can differ between requests, so a page may repeat some entries and another may
 * omit some. The list is therefore read again in the opposite order until the number of entries matches
 * ZITADEL's total.
 */
export async function readAllPages(
  found: EntryCollector,
  budget: ReadBudget,
  readPage: ReadPage,
): Promise<void> {
  let sizeIndex = 0;

  async function collectPage(offset: number, asc: boolean): Promise<{ total: number; next: number }> {
    const limit = pageSizes[sizeIndex];
    if (limit === undefined) {
      throw new Failure("UPSTREAM_INVALID_RESPONSE", "A single metadata entry is too large for a response.");
    }
    // Throws if the request has exceeded its budget: it makes no further calls.
    budget.charge(0);
    const page = await readPage({ offset, limit, asc });
    if (page === undefined) {
      sizeIndex++;
      return collectPage(offset, asc);
    }
    const { total, entries } = page;
    if (entries.length < Math.min(limit, total - offset)) throw new RowsWithheld();
    for (const entry of entries) found.add(entry);
    return { total, next: offset + entries.length };
  }

  async function collectAll(): Promise<void> {
    let total: number | undefined;
    for (let pass = 0; pass < maxPasses; pass++) {
      let page = { total: 0, next: 0 };
      do {
        page = await collectPage(page.next, pass % 2 === 0);
        total ??= page.total;
      } while (page.next < page.total && page.total === total);
      if (page.total !== total || found.size > total) {
        // Entries were set or deleted during the read: the collected entries mix two states.
        found.clear();
        total = undefined;
      } else if (found.size === total) {
        return;
      }
    }
    throw new Failure(
      "UPSTREAM_INVALID_RESPONSE",
      "This user's metadata kept changing while it was read. Try again.",
    );
  }

  try {
    await collectAll();
  } catch (error) {
    // Entries of a failed read do not count against the budget of the other users.
    found.clear();
    throw error;
  }
}
