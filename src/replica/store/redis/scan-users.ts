import type { Redis } from "ioredis";

/** So many at a time: each is a part of a moment in which Redis does nothing else. */
const atOnce = 1000;
/** Between organisation and owner. No id has it. */
const nul = "\0";

type AskRange = (range: (client: Redis, index: string) => Promise<string[]>) => Promise<readonly string[]>;

/** The index in its order, so that nobody comes twice, and whoever is there all the time does come. */
async function* listMembers(first: string, end: string, ask: AskRange): AsyncGenerator<readonly string[]> {
  for (let from = first; ; ) {
    const members = await ask((client, index) => client.zrangebylex(index, from, end, "LIMIT", 0, atOnce));
    if (members.length > 0) yield members.map((member) => member.slice(member.indexOf(nul) + 1));
    if (members.length < atOnce) return;
    from = `(${members.at(-1) ?? ""}`;
  }
}

/** All owners, some at a time. */
export function listUserIds(ask: AskRange): AsyncGenerator<readonly string[]> {
  return listMembers("-", "+", ask);
}

export function listUserIdsIn(organisation: string, ask: AskRange): AsyncGenerator<readonly string[]> {
  return listMembers(`[${organisation}${nul}`, `(${organisation}\u0001`, ask);
}
