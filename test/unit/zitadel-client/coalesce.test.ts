import { describe, expect, it, vi } from "vitest";
import type { Waiters, ZitadelResponse } from "../../../src/zitadel/client/call.js";
import { createCoalescer } from "../../../src/zitadel/client/coalesce.js";
import { type CallOptions, createCall, createResponse } from "./outgoing-call.js";

interface Sent {
  readonly signal: Waiters["signal"];
  readonly respond: (response: ZitadelResponse) => void;
}

/** A coalescer whose calls stay in flight until a test responds. */
function createTestCoalescer() {
  const sent: Sent[] = [];
  const onCoalesced = vi.fn();
  const coalescer = createCoalescer({ onCoalesced });
  const send = coalescer.coalesce(
    (_, { signal }) =>
      new Promise((resolve) => {
        sent.push({ signal, respond: resolve });
      }),
  );
  const read = (options: CallOptions = {}): Promise<ZitadelResponse> =>
    send(...createCall({ userId: "ada", ...options }));
  return { coalescer, sent, onCoalesced, read };
}

describe("the coalescer", () => {
  it("sends identical reads in flight once, and reports the second one", async () => {
    const { sent, onCoalesced, read } = createTestCoalescer();
    const results = Promise.all([read(), read()]);
    expect(sent).toHaveLength(1);
    expect(onCoalesced.mock.calls).toEqual([["list"]]);
    sent[0]?.respond(createResponse());
    expect(await results).toEqual([createResponse(), createResponse()]);
  });

  it("sends a read again after the first one has its response", async () => {
    const { sent, read } = createTestCoalescer();
    const first = read();
    sent[0]?.respond(createResponse());
    await first;
    void read();
    expect(sent).toHaveLength(2);
  });

  it.each<readonly [string, CallOptions]>([
    ["with another token", { token: "other" }],
    ["with another body", { json: "{}" }],
    ["of another URL", { url: "https://zitadel.example/other" }],
    ["of another user", { userId: "bob" }],
  ])("does not share a read %s", (_, options) => {
    const { sent, read } = createTestCoalescer();
    void read();
    void read(options);
    expect(sent).toHaveLength(2);
  });

  it.each<readonly [string, CallOptions]>([
    ["a write", { kind: "set" }],
    ["a call about several users", { userId: undefined }],
  ])("does not share %s", (_, options) => {
    const { sent, read } = createTestCoalescer();
    void read(options);
    void read(options);
    expect(sent).toHaveLength(2);
  });

  it("does not share reads from before an invalidation", () => {
    const { coalescer, sent, read } = createTestCoalescer();
    void read();
    coalescer.invalidate("ada");
    void read();
    expect(sent).toHaveLength(2);
  });

  it("aborts a shared read when the last of its requests stops waiting", async () => {
    const { sent, read } = createTestCoalescer();
    const [first, second] = [new AbortController(), new AbortController()];
    const results = Promise.allSettled([read({ signal: first.signal }), read({ signal: second.signal })]);
    first.abort();
    expect(sent[0]?.signal.aborted).toBe(false);
    second.abort();
    expect(sent[0]?.signal.aborted).toBe(true);
    expect(await results).toMatchObject([{ status: "rejected" }, { status: "rejected" }]);
  });
});
