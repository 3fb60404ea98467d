import { expect, it } from "vitest";
import { runSoak } from "./run-soak.js";
import { runSubscriptionSoak } from "./run-subscription-soak.js";

it("returns only possible values while ZITADEL fails randomly", { tags: ["embedded"] }, async () => {
  const { text, passed } = await runSoak({ seconds: 20, clients: 16, seed: 1 });
  expect(passed ? "" : text).toBe("");
});

it("sends every change once to clients that stay subscribed", { tags: ["embedded"] }, async () => {
  const { text, passed } = await runSubscriptionSoak({ seconds: 10, subscribers: 100, seed: 1 });
  expect(passed ? "" : text).toBe("");
});
