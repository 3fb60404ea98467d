import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  digestOf,
  type WebhookServer,
  eventsPath,
  signatureOf,
  startWebhookServer,
  unauthenticated,
} from "./start-webhook-server.js";

const body = JSON.stringify({ aggregateID: "1" });

function seconds(): number {
  return Math.floor(Date.now() / 1000);
}

describe("/zitadel/events", () => {
  let server: WebhookServer;
  beforeEach(async () => {
    server = await startWebhookServer("key", "new key");
  });
  afterEach(() => server[Symbol.asyncDispose]());

  it.each([
    ["a missing signature", () => undefined],
    ["an empty signature", () => ""],
    ["a signature without a timestamp", () => `v1=${digestOf("key", 0, body)}`],
    ["a signature with two timestamps", () => `t=1,${signatureOf("key", body)}`],
    ["a timestamp without a signature", () => `t=${seconds()}`],
    ["a truncated signature", () => signatureOf("key", body).slice(0, -32)],
    ["a signature by another key", () => signatureOf("another key", body)],
    ["the signature of another body", () => signatureOf("key", "{}")],
    [
      "a signature with another timestamp",
      () => signatureOf("key", body).replace(/t=\d+/, `t=${seconds() - 60}`),
    ],
    ["a signature from more than five minutes ago", () => signatureOf("key", body, 301)],
    ["a signature from the future", () => signatureOf("key", body, -330)],
  ])("rejects %s with the same message as any other", async (_, sign) => {
    const signature = sign();
    const headers: Record<string, string> = signature === undefined ? {} : { "zitadel-signature": signature };
    const response = await fetch(server.origin + eventsPath, { method: "POST", headers, body });
    expect([response.status, response.headers.get("cache-control")]).toEqual([401, "no-store"]);
    const message = "The header ZITADEL-Signature is missing, invalid, expired or was used before.";
    expect(await response.json()).toEqual({ errors: [{ message, extensions: { code: "UNAUTHENTICATED" } }] });
    expect(server.pollsTriggered).toBe(0);
  });

  it("accepts several signatures if one is valid, and ignores unknown parts", async () => {
    const [time, right] = signatureOf("new key", body).split(",");
    const header = `${time}, v0=ff,v1=nothex,v1=${"0".repeat(64)},${right}`;
    expect(await server.send(header, body)).toEqual([204]);
  });

  it.each([240, -240])("accepts a signature from %i seconds ago once", async (secondsAgo) => {
    const signature = signatureOf("key", body, secondsAgo);
    expect(await server.send(signature, body)).toEqual([204]);
    expect(await server.send(signature, body)).toEqual(unauthenticated);
    const otherwise = signature.replace(/[\da-f]{64}$/, (hex) => `${hex.toUpperCase()},v2=00`);
    expect(await server.send(otherwise, body)).toEqual(unauthenticated);
    expect(server.pollsTriggered).toBe(1);
  });

  it("rejects a repeated webhook that carries the other one of its signatures", async () => {
    const time = seconds();
    const [old, renewed] = [digestOf("key", time, body), digestOf("new key", time, body)];
    expect(await server.send(`t=${time},v1=${old},v1=${renewed}`, body)).toEqual([204]);
    expect(await server.send(`t=${time},v1=${renewed}`, body)).toEqual(unauthenticated);
  });

  it.each([
    ["an empty body", ""],
    ["invalid JSON", "{"],
    ["1 MB of text", "x".repeat(1_000_000)],
  ])("does not parse the body: %s", async (_, sent) => {
    expect(await server.send(signatureOf("key", sent), sent)).toEqual([204]);
  });

  it("rejects a body larger than 2 MiB", async () => {
    const sent = "x".repeat(2 * 1024 * 1024 + 1);
    expect(await server.send(signatureOf("key", sent), sent)).toEqual([413, "REQUEST_TOO_LARGE"]);
  });

  it("rejects other methods with 405 and an Allow header", async () => {
    expect(await server.send(signatureOf("key", body), body, "PUT")).toEqual([405, "BAD_USER_INPUT"]);
    const { status, headers } = await fetch(server.origin + eventsPath);
    expect([status, headers.get("allow")]).toEqual([405, "POST"]);
  });

  it("logs rejections at a limited rate, with the reason and without the signature", async () => {
    const signature = signatureOf("another key", body);
    for (let n = 0; n < 20; n++) await server.send(signature, body);
    const lines = server.log
      .filter((line) => line.includes("rejected"))
      .map((line): unknown => JSON.parse(line));
    const msg = "webhook rejected";
    expect(lines).toMatchObject([{ level: 30, reason: "invalid", rejected: 1, msg }]);
    expect(server.log.join()).not.toContain(signature.slice(-64));
  });
});
