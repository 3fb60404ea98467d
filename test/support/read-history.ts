import type { Change } from "../../src/changes/change.js";
import type { ChangeFeed, ChangePage } from "../../src/changes/change-feed.js";

/** All pages of the history after the given date, in order. */
export async function readPages(feed: ChangeFeed, after?: number): Promise<readonly ChangePage[]> {
  const { signal } = new AbortController();
  const pages: ChangePage[] = [];
  let position = after;
  for (;;) {
    const page = await feed.read(position, signal);
    pages.push(page);
    if (page.isLast) return pages;
    if (page.position === position) throw new TypeError("The page did not advance the position.");
    position = page.position;
  }
}

export async function readAll(feed: ChangeFeed, after?: number): Promise<readonly Change[]> {
  return (await readPages(feed, after)).flatMap(({ changes }) => changes);
}

/** The content of a change, without its position in the history. */
export function describeChange(change: Change): readonly string[] {
  switch (change.kind) {
    case "set":
      return ["set", change.key, change.bytes.toString()];
    case "removed":
      return ["removed", change.key];
    case "cleared":
      return ["cleared", change.userId];
    case "organizationRemoved":
      return ["organizationRemoved", change.organization];
  }
}
