import { expect, it } from "vitest";
import { runSoak } from "./run-soak.js";

it("returns only possible values while ZITADEL fails randomly", { tags: ["embedded"] }, async () => {
  const { text, passed } = await runSoak({ seconds: 20, clients: 16, seed: 1 });
  expect(passed ? "" : text).toBe("");
});
