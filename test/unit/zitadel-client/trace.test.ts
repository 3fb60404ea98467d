import { expect, it } from "vitest";
import { startOtlpReceiver, startTestTracing } from "../../support/tracing.js";
import { traceCalls } from "../../../src/zitadel/client/trace.js";
import type { ZitadelCall } from "../../../src/zitadel/client/call.js";
import { createCall, createResponse } from "./outgoing-call.js";

async function sendTraced(): Promise<ZitadelCall["headers"]> {
  let headers: ZitadelCall["headers"];
  await traceCalls()((call) => {
    headers = call.headers;
    return Promise.resolve(createResponse());
  })(...createCall());
  return headers;
}

it("adds no header to a call if tracing is off", async () => {
  expect(await sendTraced()).toBeUndefined();
});

it("sends the ids of the span in the traceparent header", async () => {
  await using receiver = await startOtlpReceiver();
  await using tracing = await startTestTracing({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url });
  expect(tracing.isOn).toBe(true);
  expect(await sendTraced()).toEqual({
    traceparent: expect.stringMatching(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/),
  });
});
