import type { Change } from "../../src/changes/change.js";
import type { ChangeFeed, ChangePage } from "../../src/changes/change-feed.js";

/** All pages of a history from a date on, the oldest first. */
export async function readPages(feed: ChangeFeed, after?: number): Promise<readonly ChangePage[]> {
  const { signal } = new AbortController();
  const pages: ChangePage[] = [];
  let position = after;
  for (;;) {
    const page = await feed.read(position, signal);
    pages.push(page);
    if (page.isLast) return pages;
    if (page.position === position) throw new TypeError("reading went no further");
    position = page.position;
  }
}

export async function readAll(feed: ChangeFeed, after?: number): Promise<readonly Change[]> {
  return (await readPages(feed, after)).flatMap(({ changes }) => changes);
}

/** What a change says, without where it stands. */
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
