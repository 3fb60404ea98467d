import { afterEach, expect, it, vi } from "vitest";
import { soleAsker } from "../../src/zitadel/askers.js";
import type { ZitadelAnswer } from "../../src/zitadel/call.js";
import { createRepeat } from "../../src/zitadel/repeats.js";

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

it.each(["listUsers", "set"] as const)(
  "ends with the request's time, also while it waits to be repeated: %s",
  async (kind) => {
    vi.useFakeTimers();
    vi.spyOn(Math, "random").mockReturnValue(0.5);
    const stop = new AbortController();
    const asker = { requestId: "", deadlineAt: 0, upstreamCalls: 0 };
    const askers = soleAsker({ asker, signal: stop.signal });
    const answer: ZitadelAnswer = { status: 429, body: {}, isTooLarge: false, retryAfterMs: undefined };
    const attempt = vi.fn(() => Promise.resolve(answer));
    const repeated = createRepeat(10)({ kind, askers }, attempt);
    await vi.advanceTimersByTimeAsync(0);
    // No time goes by from here on.
    stop.abort();
    expect(await repeated).toBe(answer);
    expect(attempt).toHaveBeenCalledTimes(1);
  },
);
