import type { Message } from "../api/proto-json.js";

export interface Pagination {
  offset: number;
  limit: number;
  ascending: boolean;
}

export function readPagination(message: Message | undefined, defaultLimit: number): Pagination {
  const limit = message?.count("limit") ?? 0;
  return {
    offset: message?.count("offset") ?? 0,
    limit: limit === 0 ? defaultLimit : limit,
    ascending: message?.bool("asc") ?? false,
  };
}

/** A page of sorted rows. ZITADEL reads the total from the rows, so an empty page has no total. */
export function pageOf<T>(
  all: readonly T[],
  { offset, limit }: Pagination,
  order: (a: T, b: T) => number,
): { rows: T[]; total: string | undefined } {
  const rows = all.toSorted(order).slice(offset, offset + limit);
  return { rows, total: rows.length > 0 ? String(all.length) : undefined };
}
