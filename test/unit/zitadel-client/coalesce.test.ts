import { describe, expect, it, vi } from "vitest";
import type { Waiters, ZitadelResponse } from "../../../src/zitadel/client/call.js";
import { catchFailure, Failure } from "../../../src/lib/failure.js";
import { createCoalescer } from "../../../src/zitadel/client/coalesce.js";
import { type CallOptions, createCall, createResponse } from "./outgoing-call.js";

interface Sent {
  readonly waiters: Waiters;
  readonly respond: (response: ZitadelResponse) => void;
  readonly fail: (reason: Failure) => void;
}

/** A coalescer whose calls stay in flight until a test responds. */
function createTestCoalescer() {
  const sent: Sent[] = [];
  const onCoalesced = vi.fn();
  const coalescer = createCoalescer({ onCoalesced });
  const send = coalescer.coalesce(
    (_, waiters) =>
      new Promise((resolve, reject) => {
        sent.push({ waiters, respond: resolve, fail: reject });
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
    const onAbort = vi.fn();
    sent[0]?.waiters.signal.addEventListener("abort", onAbort);
    first.abort();
    expect(onAbort).not.toHaveBeenCalled();
    second.abort();
    expect(onAbort).toHaveBeenCalledTimes(1);
    expect(sent[0]?.waiters.signal.aborted).toBe(true);
    expect(await results).toMatchObject([{ status: "rejected" }, { status: "rejected" }]);
  });

  it("does not call a listener that was removed before the read is aborted", () => {
    const { sent, read } = createTestCoalescer();
    const request = new AbortController();
    read({ signal: request.signal }).catch(() => undefined);
    const onAbort = vi.fn();
    const signal = sent[0]?.waiters.signal;
    signal?.addEventListener("abort", onAbort);
    signal?.removeEventListener("abort", onAbort);
    request.abort();
    expect(onAbort).not.toHaveBeenCalled();
  });

  it("waits for a shared read until the latest deadline of its requests", () => {
    const { sent, read } = createTestCoalescer();
    for (const deadlineAt of [1000, 3000, 2000]) void read({ deadlineAt });
    expect(sent).toHaveLength(1);
    expect(sent[0]?.waiters.deadlineAt).toBe(3000);
  });

  it("rejects each of the requests with a Failure of its own, because a Failure is logged once", async () => {
    const { sent, read } = createTestCoalescer();
    const results = Promise.all([read(), read(), read()].map(catchFailure));
    sent[0]?.fail(new Failure("UPSTREAM_UNAVAILABLE", "down"));
    const failures = await results;
    expect(failures.map((failure) => failure instanceof Failure && failure.code)).toEqual(
      Array.from({ length: 3 }, () => "UPSTREAM_UNAVAILABLE"),
    );
    expect(new Set(failures).size).toBe(3);
  });
});
