import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Emulator, startEmulator } from "zitadel-emulator";
import { createWebhook, write } from "../../../packages/zitadel-emulator/test/contract/zitadel-client.js";
import {
  type WebhookServer,
  signatureOf,
  startWebhookServer,
  unauthenticated,
} from "../../support/start-webhook-server.js";
import {
  type ReceivedWebhook,
  startWebhookReceiver,
  type WebhookReceiver,
} from "../../../packages/zitadel-emulator/test/webhook-receiver.js";

describe("a webhook of ZITADEL's", { tags: ["embedded"] }, () => {
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

  /** Passes on what ZITADEL sends of a write, as it comes. */
  async function writeTold(
    front: WebhookServer,
    entries: Record<string, string>,
    count: number,
  ): Promise<unknown[]> {
    const before = receiver.received.length;
    await write(zitadel, userId, entries);
    await expect.poll(() => receiver.received.length, { timeout: 60_000 }).toBe(before + count);
    const answers: unknown[] = [];
    for (const webhook of receiver.received.slice(before)) answers.push(await passOn(front, webhook));
    return answers;
  }

  function passOn(front: WebhookServer, { headers, body }: ReceivedWebhook): Promise<unknown> {
    return front.send(String(headers["zitadel-signature"]), body);
  }

  it("wakes whoever follows the events, once for each event", async () => {
    await using front = await startWebhookServer(signingKey);
    expect(await writeTold(front, { a: "1", b: "2" }, 2)).toEqual([[204], [204]]);
    expect(front.nudges).toBe(2);
  });

  it("is known by either of two keys, while a new target takes the place of an old one", async () => {
    await using front = await startWebhookServer("the key of the old target", signingKey);
    expect(await writeTold(front, { a: "1" }, 1)).toEqual([[204]]);
    expect(await front.send(signatureOf("the key of the old target", "{}"), "{}")).toEqual([204]);
    expect(front.nudges).toBe(2);
  });

  it("is refused where its key is none of ours", async () => {
    await using front = await startWebhookServer("another key");
    expect(await writeTold(front, { a: "1" }, 1)).toEqual([unauthenticated]);
    expect(front.nudges).toBe(0);
  });

  it("wakes nobody a second time", async () => {
    await using front = await startWebhookServer(signingKey);
    zitadel.failNextWebhook("twice");
    const answers = await writeTold(front, { a: "1" }, 2);
    // Where a second has passed between them each has a signature of its own.
    const signatures = new Set(receiver.received.map(({ headers }) => headers["zitadel-signature"]));
    expect(answers).toEqual([[204], signatures.size === 2 ? [204] : unauthenticated]);
    for (const webhook of receiver.received) {
      expect(await passOn(front, webhook)).toEqual(unauthenticated);
    }
    expect(front.nudges).toBe(signatures.size);
  });

  it("is refused when ZITADEL's clock is more than five minutes ahead", async () => {
    await using front = await startWebhookServer(signingKey);
    zitadel.advanceClock(400_000);
    expect(await writeTold(front, { a: "1" }, 1)).toEqual([unauthenticated]);
    expect(front.nudges).toBe(0);
  });

  it("finds nothing where there are no signing keys", async () => {
    await using front = await startWebhookServer();
    expect(await writeTold(front, { a: "1" }, 1)).toEqual([[404, "BAD_USER_INPUT"]]);
  });
});
