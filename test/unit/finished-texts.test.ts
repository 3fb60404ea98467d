import { describe, expect, it } from "vitest";
import { createFinishedTexts } from "../../src/graphql/execution/entities/finished-texts.js";
import type { MetadataEntry } from "../../src/metadata/entry.js";

/** A list as a cache keeps it. */
function keptList(value: string): readonly MetadataEntry[] {
  const entry = { userId: "1", key: "a", bytes: Buffer.from(value), createdAt: null, updatedAt: null };
  return Object.freeze([entry]);
}

describe("finished texts", () => {
  it("keep one text for each variant of a list", () => {
    const texts = createFinishedTexts();
    const list = keptList("x");
    texts.add(list, "1", "first");
    texts.add(list, "2", "second");
    expect([texts.get(list, "1"), texts.get(list, "2"), texts.get(list, "3")]).toEqual([
      "first",
      "second",
      undefined,
    ]);
  });

  it("belong to one list, even if another has the same entries", () => {
    const texts = createFinishedTexts();
    texts.add(keptList("x"), "1", "text");
    expect(texts.get(keptList("x"), "1")).toBeUndefined();
  });

  it("are not kept for lists of a single request", () => {
    const texts = createFinishedTexts();
    const list = [...keptList("x")];
    texts.add(list, "1", "text");
    expect(texts.get(list, "1")).toBeUndefined();
  });

  it("take at most about as much memory as their list", () => {
    const texts = createFinishedTexts();
    const list = keptList("x".repeat(100));
    texts.add(list, "1", "t".repeat(300));
    texts.add(list, "2", "t".repeat(300));
    expect([texts.get(list, "1"), texts.get(list, "2")]).toEqual([undefined, "t".repeat(300)]);
    texts.add(list, "3", "t".repeat(500));
    expect(texts.get(list, "3")).toBeUndefined();
  });

  it("start anew after eight texts of a list, which would take ever longer to search", () => {
    const texts = createFinishedTexts();
    const list = keptList("x".repeat(100));
    const variants = Array.from({ length: 9 }, (_, n) => `variant ${n}`);
    for (const variant of variants) texts.add(list, variant, variant);
    expect(variants.filter((variant) => texts.get(list, variant) !== undefined)).toEqual(["variant 8"]);
  });
});
