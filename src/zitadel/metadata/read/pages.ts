import { Failure } from "../../../lib/failure.js";
import type { ReadBudget } from "../../../metadata/read-limits.js";
import type { EntryCollector } from "./collector.js";
import type { PageRequest } from "../../api/user-api.js";
import type { ApiVersion, MetadataPage } from "../../codec.js";

/**
 * Rows per page. ZITADEL returns at most 1,000 rows and 10 MiB per response; one value can have 500,000
 * bytes.
 */
const pageSizes = [1000, 100, 10, 1] as const;
const maxPasses = 4;

/**
 * ZITADEL withholds the user's rows, which is how it denies permission. All users that the caller cannot see
 * have this failure, with the same message and details: a difference would reveal which of them have metadata.
 */
export class RowsWithheld extends Failure {
  /** Of the list without the rows; undefined if no list was read. */
  readonly version: ApiVersion | undefined;

  constructor(version?: ApiVersion) {
    super(
      "FORBIDDEN",
      "ZITADEL does not let this caller read this user's metadata, or the user does not exist.",
    );
    this.version = version;
  }
}

interface CollectedPage extends Pick<MetadataPage, "version" | "total"> {
  /** Offset of the next page. */
  readonly next: number;
}

function isSameList(a: CollectedPage, b: CollectedPage): boolean {
  return a.total === b.total && a.version === b.version;
}

/** Reads one page of a user's list: see `UserApi.list`. */
export type ReadPage = (page: PageRequest) => Promise<MetadataPage | "tooLarge">;

/**
 * Collects all entries of a user, page by page. ZITADEL orders entries by date, and entries set together
 * share one date. Their order can differ between requests, so a page may repeat some entries and another may
 * omit some. The list is therefore read again in the opposite order until the number of entries matches
 * ZITADEL's total. Returns the version of the API that listed them.
 */
export async function readAllPages(
  found: EntryCollector,
  budget: ReadBudget,
  readPage: ReadPage,
): Promise<ApiVersion> {
  let sizeIndex = 0;

  async function collectPage(offset: number, asc: boolean): Promise<CollectedPage> {
    const limit = pageSizes[sizeIndex];
    if (limit === undefined) {
      throw new Failure("UPSTREAM_INVALID_RESPONSE", "A single metadata entry is too large for a response.");
    }
    // Throws if the request has exceeded its budget: it makes no further calls.
    budget.charge(0);
    const page = await readPage({ offset, limit, asc });
    if (page === "tooLarge") {
      sizeIndex++;
      return collectPage(offset, asc);
    }
    const { version, total, entries } = page;
    if (entries.length < Math.min(limit, total - offset)) throw new RowsWithheld(version);
    for (const entry of entries) found.add(entry);
    return { version, total, next: offset + entries.length };
  }

  try {
    let first: CollectedPage | undefined;
    for (let pass = 0; pass < maxPasses; pass++) {
      let page = await collectPage(0, pass % 2 === 0);
      first ??= page;
      while (page.next < page.total && isSameList(page, first)) {
        page = await collectPage(page.next, pass % 2 === 0);
      }
      if (!isSameList(page, first) || found.size > first.total) {
        // Entries were set or deleted during the read, or the API version changed: the collected entries mix
        // two states.
        found.clear();
        first = undefined;
      } else if (found.size === first.total) {
        return page.version;
      }
    }
    throw new Failure(
      "UPSTREAM_INVALID_RESPONSE",
      "This user's metadata kept changing while it was read. Try again.",
    );
  } catch (error) {
    // Entries of a failed read do not count against the budget of the other users.
    found.clear();
    throw error;
  }
}
