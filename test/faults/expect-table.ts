import { describe, expect, it } from "vitest";
import { play } from "./play.js";
import { agrees, operations, type Table } from "./row.js";

/** Plays every cell, in a world of its own. */
export function expectTable({ rows }: Table): void {
  describe.each(rows)("$weather", { tags: ["embedded"], concurrent: true, timeout: 60_000 }, (row) => {
    it.each(operations.filter((operation) => row[operation] !== "–"))("%s", async (operation) => {
      const seen = await play(row, operation);
      expect(agrees(row[operation], seen) ? row[operation] : seen).toBe(row[operation]);
    });
  });
}
