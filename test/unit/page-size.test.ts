import { expect, it } from "vitest";
import { createPageSize, type PageSize } from "../../src/zitadel/events/page-size.js";

function afterPages(size: PageSize, pages: number): number {
  for (let n = 0; n < pages; n++) size.grow();
  return size.current;
}

it("halves the page size after a page that is too large, down to 1", () => {
  const size = createPageSize(10);
  const sizes = Array.from({ length: 6 }, () => {
    size.shrink();
    return size.current;
  });
  expect(sizes).toEqual([5, 3, 2, 1, 1, 1]);
});

it("increases the page size again after several pages, up to the initial size", () => {
  const size = createPageSize(10);
  size.shrink();
  size.shrink();
  expect([afterPages(size, 3), afterPages(size, 1), afterPages(size, 3), afterPages(size, 1)]).toEqual([
    3, 6, 6, 10,
  ]);
  expect(afterPages(size, 100)).toBe(10);
});

it("restarts the wait for a larger page size after another page that is too large", () => {
  const size = createPageSize(8);
  size.shrink();
  expect(afterPages(size, 3)).toBe(4);
  size.shrink();
  expect([afterPages(size, 3), afterPages(size, 1)]).toEqual([2, 4]);
});
