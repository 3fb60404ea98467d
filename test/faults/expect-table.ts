import { afterAll, describe, expect, it } from "vitest";
import { play } from "./play.js";
import { operations, type Row, type Table } from "./row.js";
import { type Sky, startSky } from "./sky.js";

/** Plays every cell of those rows whose weather passes, or of those whose weather stays. */
export function expectTable({ rows }: Table, weather: "passes" | "stays"): void {
  const played = rows.filter((row) => passes(row) === (weather === "passes"));
  describe.each(played)("$weather", { tags: ["embedded"] }, (row) => {
    let sky: Sky | undefined;
    async function end(): Promise<void> {
      await sky?.[Symbol.asyncDispose]();
      sky = undefined;
    }
    afterAll(end);

    it.each(operations.filter((operation) => row[operation] !== "–"))("%s", async (operation) => {
      // There is but one start.
      if (row.fault === "gone before the start") await end();
      sky ??= await startSky(row);
      expect(await play(sky, operation)).toBe(row[operation]);
    });
  });
}

function passes({ fault, times }: Row): boolean {
  return times !== undefined || fault === "gone once";
}
