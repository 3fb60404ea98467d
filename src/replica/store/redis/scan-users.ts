import type { Redis } from "ioredis";

/** Index members per command. Redis runs no other command meanwhile. */
const pageSize = 1000;
/** Separates organization and user id in the index. Ids never contain it. */
const nul = "\0";

type QueryRange = (range: (client: Redis, index: string) => Promise<string[]>) => Promise<readonly string[]>;

/**
 * Reads the index in its order. No user is returned twice, and users that are present during the whole
 * iteration are returned.
 */
async function* listMembers(
  first: string,
  end: string,
  query: QueryRange,
): AsyncGenerator<readonly string[]> {
  for (let from = first; ; ) {
    const members = await query((client, index) =>
      client.zrangebylex(index, from, end, "LIMIT", 0, pageSize),
    );
    if (members.length > 0) yield members.map((member) => member.slice(member.indexOf(nul) + 1));
    if (members.length < pageSize) return;
    from = `(${members.at(-1) ?? ""}`;
  }
}

/** Ids of all users, in batches. */
export function listUserIds(query: QueryRange): AsyncGenerator<readonly string[]> {
  return listMembers("-", "+", query);
}

export function listUserIdsIn(organization: string, query: QueryRange): AsyncGenerator<readonly string[]> {
  return listMembers(`[${organization}${nul}`, `(${organization}\u0001`, query);
}
