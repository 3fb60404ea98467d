import { getEventListeners } from "node:events";
import { expect, it } from "vitest";
import { type Askers, soleAsker } from "../../src/zitadel/askers.js";
import { createCallQueue } from "../../src/zitadel/call-queue.js";
import { createGate } from "../../src/zitadel/gate.js";

function askersWith(signal: AbortSignal): Askers {
  const asker = { requestId: "", deadlineAt: Number.POSITIVE_INFINITY, upstreamCalls: 0 };
  return soleAsker({ asker, signal });
}

it("leaves nothing with the signal of whoever gave up waiting", async () => {
  const queue = createCallQueue(1, 1, createGate(undefined));
  await queue.enter(askersWith(new AbortController().signal));
  const stop = new AbortController();
  const waiting = queue.enter(askersWith(stop.signal));
  stop.abort();
  await expect(waiting).rejects.toMatchObject({ code: "OVERLOADED" });
  expect(getEventListeners(stop.signal, "abort")).toEqual([]);
  expect(queue.waiting).toBe(0);
});
