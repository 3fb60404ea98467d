import { expect, it } from "vitest";
import { createPageSize, type PageSize } from "../../src/zitadel/events/page-size.js";

function afterPages(size: PageSize, pages: number): number {
  for (let n = 0; n < pages; n++) size.grow();
  return size.current;
}

it("a page that is too large is halved down to one, and no further", () => {
  const size = createPageSize(10);
  const sizes = Array.from({ length: 6 }, () => {
    size.shrink();
    return size.current;
  });
  expect(sizes).toEqual([5, 3, 2, 1, 1, 1]);
});

it("it grows again, not with every page, and never above what it began with", () => {
  const size = createPageSize(10);
  size.shrink();
  size.shrink();
  expect([afterPages(size, 3), afterPages(size, 1), afterPages(size, 3), afterPages(size, 1)]).toEqual([
    3, 6, 6, 10,
  ]);
  expect(afterPages(size, 100)).toBe(10);
});

it("a page that is too large again has it wait as long again", () => {
  const size = createPageSize(8);
  size.shrink();
  expect(afterPages(size, 3)).toBe(4);
  size.shrink();
  expect([afterPages(size, 3), afterPages(size, 1)]).toEqual([2, 4]);
});
