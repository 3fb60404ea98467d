import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Emulator, startEmulator } from "zitadel-emulator";
import { createWebhook, write } from "../../../packages/zitadel-emulator/test/contract/zitadel-client.js";
import {
  type WebhookServer,
  signatureOf,
  startWebhookServer,
  unauthenticated,
} from "./start-webhook-server.js";
import {
  type ReceivedWebhook,
  startWebhookReceiver,
  type WebhookReceiver,
} from "../../../packages/zitadel-emulator/test/webhook-receiver.js";

describe("a webhook from ZITADEL", { tags: ["embedded"] }, () => {
  let zitadel: Emulator;
  let receiver: WebhookReceiver;
  let signingKey: string;
  let userId: string;

  beforeEach(async () => {
    [zitadel, receiver] = await Promise.all([startEmulator(), startWebhookReceiver()]);
    userId = zitadel.addUser("tweety", {});
    ({ signingKey } = await createWebhook(zitadel, receiver.url));
  });
  afterEach(async () => {
    await zitadel[Symbol.asyncDispose]();
    await receiver[Symbol.asyncDispose]();
  });

  /** Writes the entries, and forwards the `count` webhooks that ZITADEL sends for them. */
  async function writeAndForward(
    server: WebhookServer,
    entries: Record<string, string>,
    count: number,
  ): Promise<unknown[]> {
    const before = receiver.received.length;
    await write(zitadel, userId, entries);
    await expect.poll(() => receiver.received.length, { timeout: 60_000 }).toBe(before + count);
    const responses: unknown[] = [];
    for (const webhook of receiver.received.slice(before)) responses.push(await forward(server, webhook));
    return responses;
  }

  function forward(server: WebhookServer, { headers, body }: ReceivedWebhook): Promise<unknown> {
    return server.send(String(headers["zitadel-signature"]), body);
  }

  it("triggers one poll per event", async () => {
    await using server = await startWebhookServer(signingKey);
    expect(await writeAndForward(server, { a: "1", b: "2" }, 2)).toEqual([[204], [204]]);
    expect(server.pollsTriggered).toBe(2);
  });

  it("is accepted with either of two signing keys during a rotation", async () => {
    await using server = await startWebhookServer("the key of the old target", signingKey);
    expect(await writeAndForward(server, { a: "1" }, 1)).toEqual([[204]]);
    expect(await server.send(signatureOf("the key of the old target", "{}"), "{}")).toEqual([204]);
    expect(server.pollsTriggered).toBe(2);
  });

  it("is rejected with an unknown signing key", async () => {
    await using server = await startWebhookServer("another key");
    expect(await writeAndForward(server, { a: "1" }, 1)).toEqual([unauthenticated]);
    expect(server.pollsTriggered).toBe(0);
  });

  it("triggers no poll when it is replayed", async () => {
    await using server = await startWebhookServer(signingKey);
    zitadel.failNextWebhook("duplicated");
    const responses = await writeAndForward(server, { a: "1" }, 2);
    // If ZITADEL sends them in different seconds, their signatures differ.
    const signatures = new Set(receiver.received.map(({ headers }) => headers["zitadel-signature"]));
    expect(responses).toEqual([[204], signatures.size === 2 ? [204] : unauthenticated]);
    for (const webhook of receiver.received) {
      expect(await forward(server, webhook)).toEqual(unauthenticated);
    }
    expect(server.pollsTriggered).toBe(signatures.size);
  });

  it("is rejected when ZITADEL's clock is more than five minutes ahead", async () => {
    await using server = await startWebhookServer(signingKey);
    zitadel.advanceClock(400_000);
    expect(await writeAndForward(server, { a: "1" }, 1)).toEqual([unauthenticated]);
    expect(server.pollsTriggered).toBe(0);
  });

  it("returns 404 if no signing keys are configured", async () => {
    await using server = await startWebhookServer();
    expect(await writeAndForward(server, { a: "1" }, 1)).toEqual([[404, "BAD_USER_INPUT"]]);
  });
});
