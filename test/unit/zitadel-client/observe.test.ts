import { describe, expect, it, vi } from "vitest";
import type { Send } from "../../../src/zitadel/client/middleware.js";
import { type CallMonitor, createCallMonitor } from "../../../src/zitadel/client/observe.js";
import { cancelled, unreachable } from "../../../src/zitadel/client/transport/transport-error.js";
import { createTestClock } from "../../support/test-clock.js";
import { createCall, createResponse } from "./outgoing-call.js";

const clock = createTestClock();
const observer = {
  onCall: vi.fn(),
  onRetry: vi.fn(),
  onCoalesced: vi.fn(),
  onRejected: vi.fn(),
  onCacheRead: vi.fn(),
  onCircuitChange: vi.fn(),
};

async function send(monitor: CallMonitor, next: Send): Promise<void> {
  await monitor
    .observe(next)(...createCall())
    .catch(() => undefined);
}

describe("the call monitor", () => {
  it("reports the kind, the outcome and the duration of a call", async () => {
    const monitor = createCallMonitor(observer, clock);
    await send(monitor, async () => {
      await clock.advance(30);
      return createResponse(404);
    });
    expect(observer.onCall).toHaveBeenLastCalledWith("list", "client_error", 30);
  });

  it("charges the call to the first request that waits for it", async () => {
    const [call, waiters] = createCall();
    await createCallMonitor(observer, clock).observe(() => Promise.resolve(createResponse()))(call, waiters);
    expect(waiters.all[0]?.upstreamCalls).toBe(1);
  });

  it("returns the failure that the latest calls revealed", async () => {
    const monitor = createCallMonitor(observer, clock);
    await send(monitor, () => Promise.reject(unreachable(new Error("reset"), true)));
    expect(monitor.recentFailures()).toEqual(["UPSTREAM_UNAVAILABLE"]);
    await send(monitor, () => Promise.reject(cancelled(true)));
    expect(monitor.recentFailures()).toEqual(["UPSTREAM_UNAVAILABLE"]);
    await send(monitor, () => Promise.resolve(createResponse(404)));
    expect(monitor.recentFailures()).toEqual([]);
  });
});
