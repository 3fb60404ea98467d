import { pino } from "pino";
import { expect, it } from "vitest";
import { createReadiness } from "../../src/lifecycle/readiness.js";
import { CircuitOpen } from "../../src/zitadel/client/queue/rejections.js";
import { unreachable } from "../../src/zitadel/client/transport/transport-error.js";
import { createTestClock } from "../support/test-clock.js";

it("logs why ZITADEL cannot be reached while the circuit breaker is open", async () => {
  const log: string[] = [];
  const stop = new AbortController();
  const cause = Object.assign(new Error("getaddrinfo"), { code: "ENOTFOUND" });
  const readiness = createReadiness({
    connect: () => Promise.reject(new CircuitOpen(unreachable(cause, false))),
    onReady: () => Promise.resolve(),
    log: pino({}, { write: (line: string) => log.push(line) }),
    apiUrl: "https://zitadel.example",
    signal: stop.signal,
    clock: createTestClock(),
  });
  await readiness.start();
  stop.abort();
  expect(log.map((line): unknown => JSON.parse(line))).toEqual([
    expect.objectContaining({
      code: "UPSTREAM_UNAVAILABLE",
      msg: "ZITADEL not ready, retrying: ZITADEL cannot be reached (ENOTFOUND).",
    }),
  ]);
});
