import { expect, it } from "vitest";
import { runSoak } from "./run-soak.js";

it("answers everybody what can be true, in all weathers", { tags: ["embedded"] }, async () => {
  const { text, isGood } = await runSoak({ seconds: 20, clients: 16, seed: 1 });
  expect(isGood ? "" : text).toBe("");
});
