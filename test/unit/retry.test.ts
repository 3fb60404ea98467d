import { expect, it, vi } from "vitest";
import { singleWaiter } from "../../src/zitadel/client/waiters.js";
import type { ZitadelResponse } from "../../src/zitadel/client/call.js";
import { createRetry } from "../../src/zitadel/client/retry.js";
import { createTestClock } from "../support/test-clock.js";

const response: ZitadelResponse = { status: 429, body: {}, isTooLarge: false, retryAfterMs: undefined };

it.each(["listUsers", "set"] as const)(
  "stops retrying when the request is aborted during the back-off: %s",
  async (kind) => {
    const stop = new AbortController();
    const scope = { requestId: "", deadlineAt: 0, upstreamCalls: 0 };
    const waiters = singleWaiter({ scope, signal: stop.signal });
    const attempt = vi.fn(() => Promise.resolve(response));
    const clock = createTestClock();
    const result = createRetry(10, clock)({ kind, waiters }, attempt);
    // Lets the first attempt finish and the back-off start.
    await clock.advance(0);
    stop.abort();
    expect(await result).toBe(response);
    expect(attempt).toHaveBeenCalledTimes(1);
  },
);
