import { describe, expect, it, vi } from "vitest";
import type { Send } from "../../../src/zitadel/client/middleware.js";
import { retry } from "../../../src/zitadel/client/retry.js";
import { unreachable } from "../../../src/zitadel/client/transport/transport-error.js";
import { createTestClock } from "../../support/test-clock.js";
import { createCall, createResponse } from "./outgoing-call.js";

function createRetry(retries: number) {
  const clock = createTestClock();
  const onRetry = vi.fn();
  return { clock, onRetry, middleware: retry(retries, { onRetry }, clock) };
}

describe("retry", () => {
  it("retries a read after 503, and reports each retry", async () => {
    const { clock, onRetry, middleware } = createRetry(2);
    const next = vi.fn<Send>().mockResolvedValueOnce(createResponse(503)).mockResolvedValue(createResponse());
    expect(await clock.run(middleware(next)(...createCall()))).toMatchObject({ status: 200 });
    expect(next).toHaveBeenCalledTimes(2);
    expect(onRetry.mock.calls).toEqual([["list"]]);
  });

  it("returns the last response when the retries are used up", async () => {
    const { clock, middleware } = createRetry(2);
    const next = vi.fn<Send>(() => Promise.resolve(createResponse(503)));
    expect(await clock.run(middleware(next)(...createCall()))).toMatchObject({ status: 503 });
    expect(next).toHaveBeenCalledTimes(3);
  });

  it.each([
    ["was certainly not sent", false, 2],
    ["may have been sent", true, 1],
  ])("sends a write that %s the right number of times", async (_, wasSent, times) => {
    const { clock, middleware } = createRetry(2);
    const next = vi
      .fn<Send>()
      .mockRejectedValueOnce(unreachable(new Error("reset"), wasSent))
      .mockResolvedValue(createResponse());
    await clock.run(middleware(next)(...createCall({ kind: "set" })).catch(() => undefined));
    expect(next).toHaveBeenCalledTimes(times);
  });

  it.each([
    ["again", false, 2],
    ["once if it depends on the entries before it", true, 1],
  ])("sends a write that conflicts with another write %s", async (_, isConditional, times) => {
    const { clock, middleware } = createRetry(2);
    const next = vi
      .fn<Send>()
      .mockResolvedValueOnce({ ...createResponse(500), kind: "conflict" })
      .mockResolvedValue(createResponse());
    await clock.run(middleware(next)(...createCall({ kind: "set", isConditional })));
    expect(next).toHaveBeenCalledTimes(times);
  });

  it.each(["listUsers", "set"] as const)(
    "stops retrying when the request is aborted during the back-off: %s",
    async (kind) => {
      const { clock, middleware } = createRetry(10);
      const request = new AbortController();
      const response = createResponse(429);
      const next = vi.fn<Send>(() => Promise.resolve(response));
      const result = middleware(next)(...createCall({ kind, signal: request.signal }));
      // Lets the first attempt finish and the back-off start.
      await clock.advance(0);
      request.abort();
      expect(await result).toBe(response);
      expect(next).toHaveBeenCalledTimes(1);
    },
  );
});
