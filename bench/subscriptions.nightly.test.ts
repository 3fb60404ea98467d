import { expect, it } from "vitest";
import { subscriptionReportOf } from "./report/subscription-report.js";
import { measureSubscriptions, subscriptionSizes } from "./subscriptions/measure-subscriptions.js";

it("measures subscriptions over both transports, and that their number does not change the polls", async () => {
  const results = await measureSubscriptions(subscriptionSizes.small, () => undefined);
  expect(results.transports.map(({ transport }) => transport)).toEqual(["Server-Sent Events", "WebSocket"]);
  // At most one per second, and one in progress.
  for (const { pollsPerSecond } of results.transports) expect(pollsPerSecond).toBeLessThanOrEqual(2);
  expect(subscriptionReportOf(results)).toContain("### 40 subscribers, 2 changes");
});
