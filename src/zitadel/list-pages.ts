import { Failure } from "../lib/failure.js";
import type { MetadataEntry } from "../metadata/entry.js";
import { compareKeys } from "../metadata/key.js";
import type { ZitadelAnswer } from "./http.js";
import { isTooLarge, readFailureOf } from "./refusal.js";
import { decodePage } from "./wire.js";

/** What one page is asked for: rows from `offset` on, by the date they were first set. */
export interface PageRequest {
  readonly offset: number;
  readonly limit: number;
  readonly asc: boolean;
}

/** ZITADEL gives at most 1,000 rows; one row can have 500,000 bytes, a whole answer 10 MiB. */
const pageSizes = [1000, 100, 10, 1] as const;
const maxRounds = 4;

/**
 * All entries of an owner, ordered by key, page by page. Entries that were set together share one date, and their order can
 * differ from page to page, so that a page may repeat some and another leave some out: what was found is counted against
 * ZITADEL's total, and read again from the other end until the two agree.
 */
export async function listAllPages(
  ownerId: string,
  maxBytes: number,
  ask: (page: PageRequest) => Promise<ZitadelAnswer>,
): Promise<readonly MetadataEntry[]> {
  const found = new Map<string, MetadataEntry>();
  let size = 0;

  async function readPage(offset: number, asc: boolean): Promise<{ total: number; next: number }> {
    const limit = pageSizes[size] ?? 1;
    const answer = await ask({ offset, limit, asc });
    if (isTooLarge(answer)) {
      if (++size < pageSizes.length) return readPage(offset, asc);
      throw new Failure("UPSTREAM_MALFORMED", "ZITADEL says that one entry is too large for an answer.");
    }
    if (answer.status !== 200) throw readFailureOf(answer);
    const { total, entries } = decodePage(answer.body, ownerId);
    if (entries.length < Math.min(limit, total - offset)) {
      throw new Failure("FORBIDDEN", "ZITADEL does not let this caller read this user's metadata.");
    }
    for (const entry of entries) found.set(entry.key, entry);
    requireAtMost(maxBytes, found);
    return { total, next: offset + entries.length };
  }

  let total: number | undefined;
  for (let round = 0; round < maxRounds; round++) {
    let page = { total: 0, next: 0 };
    do {
      page = await readPage(page.next, round % 2 === 0);
      total ??= page.total;
    } while (page.next < page.total && page.total === total);
    if (page.total !== total || found.size > total) {
      // Something was set or deleted meanwhile: what was found is of two different times.
      found.clear();
      total = undefined;
    } else if (found.size === total) {
      return [...found.values()].sort((a, b) => compareKeys(a.key, b.key));
    }
  }
  throw new Failure("UPSTREAM_MALFORMED", "This user's metadata changed again and again while it was read.");
}

function requireAtMost(maxBytes: number, found: ReadonlyMap<string, MetadataEntry>): void {
  let bytes = 0;
  for (const entry of found.values()) bytes += entry.bytes.length;
  if (bytes <= maxBytes) return;
  throw new Failure(
    "REQUEST_TOO_LARGE",
    `This user has more than ${maxBytes} bytes of metadata (LIMIT_OWNER_BYTES).`,
  );
}
