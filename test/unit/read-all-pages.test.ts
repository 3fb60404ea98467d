import { describe, expect, it } from "vitest";
import { createReadBudget, unlimitedBudget } from "../../src/metadata/read-limits.js";
import { EntryCollector } from "../../src/zitadel/metadata/read/collector.js";
import { readAllPages } from "../../src/zitadel/metadata/read/pages.js";
import type { PageRequest } from "../../src/zitadel/api/user-api.js";
import type { MetadataPage } from "../../src/zitadel/codec.js";

const megabyte = 1024 * 1024;
const limits = { isVisible: () => true, maxCacheableBytes: 0 };
const bytes = Buffer.from("1");

function pageOf(total: number, keys: readonly string[]): MetadataPage {
  const entries = keys.map((key) => ({ userId: "user", key, bytes, createdAt: null, updatedAt: null }));
  return { version: "v2", total, entries };
}

const numbered = (count: number): string[] =>
  Array.from({ length: count }, (_, n) => `key-${String(n).padStart(5, "0")}`);

async function readKeys(
  getPage: (page: PageRequest) => MetadataPage | "tooLarge",
): Promise<readonly string[]> {
  const found = new EntryCollector({ ...limits, maxBytes: megabyte, budget: unlimitedBudget });
  await readAllPages(found, unlimitedBudget, (page) => Promise.resolve(getPage(page)));
  return found.visible().map(({ key }) => key);
}

describe("reading all pages of a list", () => {
  it("returns every entry if the order of entries with one date changes between pages", async () => {
    const keys = numbered(1500);
    const requested: PageRequest[] = [];
    const found = await readKeys((page) => {
      requested.push(page);
      // The second page of the first pass repeats entries of the first page.
      const order = requested.length === 2 ? keys.toReversed() : keys;
      const rows = page.asc ? order : order.toReversed();
      return pageOf(keys.length, rows.slice(page.offset, page.offset + page.limit));
    });
    expect(found).toEqual(keys);
    expect(requested.map(({ asc }) => asc)).toEqual([true, true, false, false]);
  });

  it("excludes an entry that was deleted during the read", async () => {
    let keys = numbered(1200);
    const deleted = "key-00003";
    let calls = 0;
    const found = await readKeys(({ offset, limit, asc }) => {
      if (++calls === 2) keys = keys.filter((key) => key !== deleted);
      return pageOf(keys.length, (asc ? keys : keys.toReversed()).slice(offset, offset + limit));
    });
    expect(found).toEqual(numbered(1200).filter((key) => key !== deleted));
  });

  it("starts again if the API version changes during the read", async () => {
    const keys = numbered(1200);
    let calls = 0;
    const found = await readKeys(({ offset, limit }) => {
      const version = ++calls === 1 ? "v2" : "v1";
      // The offsets of the other version do not continue those of the first page.
      const rows = version === "v2" ? keys : [...keys.slice(1000), ...keys.slice(0, 1000)];
      return { ...pageOf(keys.length, rows.slice(offset, offset + limit)), version };
    });
    expect(found).toEqual(keys);
    expect(calls).toBe(4);
  });

  it("rejects if the number of entries never matches the total", async () => {
    const keys = numbered(1500);
    const reading = readKeys(({ offset, limit }) =>
      pageOf(1600, [...keys, ...keys].slice(offset, offset + limit)),
    );
    await expect(reading).rejects.toMatchObject({ code: "UPSTREAM_INVALID_RESPONSE" });
  });

  it("rejects with FORBIDDEN if any page has fewer rows than expected", async () => {
    const keys = numbered(1500);
    const reading = readKeys(({ offset, limit }) =>
      pageOf(1500, offset === 0 ? keys.slice(0, limit) : keys.slice(offset, 1499)),
    );
    await expect(reading).rejects.toMatchObject({ code: "FORBIDDEN" });
  });

  it("reduces the page size down to 1 before it rejects responses that are too large", async () => {
    const limits: number[] = [];
    const reading = readKeys(({ limit }) => {
      limits.push(limit);
      return "tooLarge";
    });
    await expect(reading).rejects.toMatchObject({ code: "UPSTREAM_INVALID_RESPONSE" });
    expect(limits).toEqual([1000, 100, 10, 1]);
  });

  it("charges the read budget of the request, except for a user whose read fails", async () => {
    const budget = createReadBudget(10);
    const read = (values: readonly number[], maxBytes: number): Promise<unknown> => {
      const entries = values.map((size, n) => ({
        userId: "user",
        key: `key-${n}`,
        bytes: Buffer.alloc(size),
        createdAt: null,
        updatedAt: null,
      }));
      const page: MetadataPage = { version: "v2", total: entries.length, entries };
      return readAllPages(new EntryCollector({ ...limits, maxBytes, budget }), budget, () =>
        Promise.resolve(page),
      );
    };
    for (let n = 0; n < 5; n++) await expect(read([3, 3], 4)).rejects.toThrow("MAX_USER_METADATA_BYTES");
    await read([5, 5], 10);
    await expect(read([1], 10)).rejects.toThrow("MAX_RESPONSE_BYTES");
    await expect(read([1], 10)).rejects.toThrow("MAX_RESPONSE_BYTES");
  });
});
