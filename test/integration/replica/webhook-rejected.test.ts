import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  digestOf,
  type WebhookServer,
  eventsPath,
  signatureOf,
  startWebhookServer,
  unauthenticated,
} from "../../support/start-webhook-server.js";

const body = JSON.stringify({ aggregateID: "1" });

function seconds(): number {
  return Math.floor(Date.now() / 1000);
}

describe("what comes to /zitadel/events", () => {
  let front: WebhookServer;
  beforeEach(async () => {
    front = await startWebhookServer("key", "new key");
  });
  afterEach(() => front[Symbol.asyncDispose]());

  it.each([
    ["without a signature", () => undefined],
    ["with an empty one", () => ""],
    ["with one of no time", () => `v1=${digestOf("key", 0, body)}`],
    ["with one of two times", () => `t=1,${signatureOf("key", body)}`],
    ["with a time alone", () => `t=${seconds()}`],
    ["with half a signature", () => signatureOf("key", body).slice(0, -32)],
    ["signed by somebody else", () => signatureOf("no key", body)],
    ["signed for another body", () => signatureOf("key", "{}")],
    ["signed with another time", () => signatureOf("key", body).replace(/t=\d+/, `t=${seconds() - 60}`)],
    ["signed more than five minutes ago", () => signatureOf("key", body, 301)],
    ["signed for later", () => signatureOf("key", body, -330)],
  ])("is refused %s, always in the same words", async (_, sign) => {
    const signature = sign();
    const headers: Record<string, string> = signature === undefined ? {} : { "zitadel-signature": signature };
    const answer = await fetch(front.origin + eventsPath, { method: "POST", headers, body });
    expect([answer.status, answer.headers.get("cache-control")]).toEqual([401, "no-store"]);
    const message = "The header ZITADEL-Signature is missing, invalid, expired or was used before.";
    expect(await answer.json()).toEqual({ errors: [{ message, extensions: { code: "UNAUTHENTICATED" } }] });
    expect(front.nudges).toBe(0);
  });

  it("is taken with several signatures of which one is right, and parts that nobody knows", async () => {
    const [time, right] = signatureOf("new key", body).split(",");
    const header = `${time}, v0=ff,v1=nothex,v1=${"0".repeat(64)},${right}`;
    expect(await front.send(header, body)).toEqual([204]);
  });

  it.each([240, -240])("is taken though it was signed %i seconds ago, but once", async (secondsAgo) => {
    const signature = signatureOf("key", body, secondsAgo);
    expect(await front.send(signature, body)).toEqual([204]);
    expect(await front.send(signature, body)).toEqual(unauthenticated);
    const otherwise = signature.replace(/[\da-f]{64}$/, (hex) => `${hex.toUpperCase()},v2=00`);
    expect(await front.send(otherwise, body)).toEqual(unauthenticated);
    expect(front.nudges).toBe(1);
  });

  it("is the same with the other one of its signatures", async () => {
    const time = seconds();
    const [old, renewed] = [digestOf("key", time, body), digestOf("new key", time, body)];
    expect(await front.send(`t=${time},v1=${old},v1=${renewed}`, body)).toEqual([204]);
    expect(await front.send(`t=${time},v1=${renewed}`, body)).toEqual(unauthenticated);
  });

  it.each([
    ["nothing", ""],
    ["no JSON", "{"],
    ["the largest value there is", "x".repeat(1_000_000)],
  ])("is not looked into: %s", async (_, sent) => {
    expect(await front.send(signatureOf("key", sent), sent)).toEqual([204]);
  });

  it("is refused above 2 MiB", async () => {
    const sent = "x".repeat(2 * 1024 * 1024 + 1);
    expect(await front.send(signatureOf("key", sent), sent)).toEqual([413, "REQUEST_TOO_LARGE"]);
  });

  it("is refused by another method, which is told what is served", async () => {
    expect(await front.send(signatureOf("key", body), body, "PUT")).toEqual([405, "BAD_USER_INPUT"]);
    const { status, headers } = await fetch(front.origin + eventsPath);
    expect([status, headers.get("allow")]).toEqual([405, "POST"]);
  });

  it("is in the log once in a while when it is refused, with the reason and without the signature", async () => {
    const signature = signatureOf("no key", body);
    for (let n = 0; n < 20; n++) await front.send(signature, body);
    const lines = front.log
      .filter((line) => line.includes("rejected"))
      .map((line): unknown => JSON.parse(line));
    const msg = "webhook rejected";
    expect(lines).toMatchObject([{ level: 30, reason: "invalid", rejected: 1, msg }]);
    expect(front.log.join()).not.toContain(signature.slice(-64));
  });
});
