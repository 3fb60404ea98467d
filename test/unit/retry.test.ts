import { expect, it, vi } from "vitest";
import { singleWaiter } from "../../src/zitadel/client/waiters.js";
import type { ZitadelResponse } from "../../src/zitadel/client/call.js";
import { createRetry } from "../../src/zitadel/client/retry.js";
import { createTestClock } from "../support/test-clock.js";

const response: ZitadelResponse = { status: 429, body: {}, isTooLarge: false, retryAfterMs: undefined };

it.each(["listUsers", "set"] as const)(
  "ends with the request's time, also while it waits to be repeated: %s",
  async (kind) => {
    const stop = new AbortController();
    const scope = { requestId: "", deadlineAt: 0, upstreamCalls: 0 };
    const waiters = singleWaiter({ scope, signal: stop.signal });
    const attempt = vi.fn(() => Promise.resolve(response));
    const clock = createTestClock();
    const result = createRetry(10, clock)({ kind, waiters }, attempt);
    // The first attempt ends, and its back-off begins.
    await clock.advance(0);
    stop.abort();
    expect(await result).toBe(response);
    expect(attempt).toHaveBeenCalledTimes(1);
  },
);
