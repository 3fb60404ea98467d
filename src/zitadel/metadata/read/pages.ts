import { Failure } from "../../../lib/failure.js";
import type { ReadBudget } from "../../../metadata/read-budget.js";
import type { CollectedEntries } from "./collector.js";
import type { PageRequest } from "../../api/user-api.js";
import type { MetadataPage } from "../../codec.js";

/** ZITADEL gives at most 1,000 rows; one row can have 500,000 bytes, a whole answer 10 MiB. */
const pageSizes = [1000, 100, 10, 1] as const;
const maxPasses = 4;

/** ZITADEL told how many rows there are and sent fewer: that is how it refuses. */
export class RowsWithheld extends Failure {
  constructor() {
    super("FORBIDDEN", "ZITADEL does not let this caller read this user's metadata.");
  }
}

/** Reads one page of an owner's list; undefined when it would be larger than ZITADEL or we can carry. */
export type ReadPage = (page: PageRequest) => Promise<MetadataPage | undefined>;

/**
 * Collects all entries of an owner, page by page. Entries that were set together share one date, and their order can
 * differ from page to page, so that a page may repeat some and another leave some out: what was found is counted against
 * ZITADEL's total, and read again from the other end until the two agree.
 */
export async function readAllPages(
  found: CollectedEntries,
  budget: ReadBudget,
  readPage: ReadPage,
): Promise<void> {
  let size = 0;

  async function collectPage(offset: number, asc: boolean): Promise<{ total: number; next: number }> {
    const limit = pageSizes[size];
    if (limit === undefined) {
      throw new Failure(
        "UPSTREAM_INVALID_RESPONSE",
        "ZITADEL says that one entry is too large for an answer.",
      );
    }
    // A request that has read too much reads nothing more.
    budget.charge(0);
    const page = await readPage({ offset, limit, asc });
    if (page === undefined) {
      size++;
      return collectPage(offset, asc);
    }
    const { total, entries } = page;
    if (entries.length < Math.min(limit, total - offset)) throw new RowsWithheld();
    for (const entry of entries) found.add(entry);
    return { total, next: offset + entries.length };
  }

  async function collectAll(): Promise<void> {
    let total: number | undefined;
    for (let round = 0; round < maxPasses; round++) {
      let page = { total: 0, next: 0 };
      do {
        page = await collectPage(page.next, round % 2 === 0);
        total ??= page.total;
      } while (page.next < page.total && page.total === total);
      if (page.total !== total || found.size > total) {
        // Something was set or deleted meanwhile: what was found is of two different times.
        found.clear();
        total = undefined;
      } else if (found.size === total) {
        return;
      }
    }
    throw new Failure(
      "UPSTREAM_INVALID_RESPONSE",
      "This user's metadata changed again and again while it was read.",
    );
  }

  try {
    await collectAll();
  } catch (error) {
    // What is not answered takes nothing from the other users.
    found.clear();
    throw error;
  }
}
