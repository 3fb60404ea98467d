import { expect, it, vi } from "vitest";
import { soleAsker } from "../../src/zitadel/askers.js";
import type { ZitadelAnswer } from "../../src/zitadel/call.js";
import { createRepeat } from "../../src/zitadel/repeats.js";
import { createTestClock } from "../support/test-clock.js";

const answer: ZitadelAnswer = { status: 429, body: {}, isTooLarge: false, retryAfterMs: undefined };

it.each(["listUsers", "set"] as const)(
  "ends with the request's time, also while it waits to be repeated: %s",
  async (kind) => {
    const stop = new AbortController();
    const asker = { requestId: "", deadlineAt: 0, upstreamCalls: 0 };
    const askers = soleAsker({ asker, signal: stop.signal });
    const attempt = vi.fn(() => Promise.resolve(answer));
    const clock = createTestClock();
    const repeated = createRepeat(10, clock)({ kind, askers }, attempt);
    // The first attempt ends, and its back-off begins.
    await clock.advance(0);
    stop.abort();
    expect(await repeated).toBe(answer);
    expect(attempt).toHaveBeenCalledTimes(1);
  },
);
