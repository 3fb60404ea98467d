import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { z } from "zod";
import { startTestZitadel } from "../zitadel/start-test-zitadel.js";
import { startWebhookReceiver } from "../webhook-receiver.js";
import { compare } from "./compare.js";
import { createPlaceholders } from "./placeholders.js";
import { createClient, createWebhook } from "./zitadel-client.js";

const recorded = z.strictObject({
  scenario: z.string(),
  about: z.string(),
  targetResponseFields: z.array(z.string()),
  deliveries: z.array(
    z.strictObject({
      headers: z.record(z.string(), z.string()),
      signatureValid: z.literal(true),
      body: z.looseObject({}),
    }),
  ),
});
const text = readFileSync(new URL("./golden/webhooks.json", import.meta.url), "utf8");
const listing = z.object({ scenarios: z.tuple([recorded]) }).parse(JSON.parse(text));
const sentBody = z.record(z.string(), z.unknown());

const pollOptions = { timeout: 60_000, interval: 5 };

const [{ scenario, targetResponseFields, deliveries }] = listing.scenarios;

test(`webhooks · ${scenario}`, { tags: ["embedded"] }, async () => {
  await using zitadel = await startTestZitadel("c0ffee");
  await using receiver = await startWebhookReceiver();
  const { signingKey, ...target } = await createWebhook(zitadel.emulator, receiver.url);
  expect([...Object.keys(target), "signingKey"]).toEqual(targetResponseFields);
  const userId = await zitadel.addUser("hooked-user");
  const call = createClient(zitadel.emulator, "manager");
  const path = `/v2/users/${userId}/metadata`;
  await call(path, { metadata: [{ key: "a", value: "MQ==" }] });
  await expect.poll(() => receiver.received.length, pollOptions).toBe(1);
  receiver.respondWith(500);
  await call(path, { metadata: [{ key: "a", value: "Mg==" }] });
  await expect.poll(() => receiver.received.length, pollOptions).toBe(2);
  receiver.respondWith(200);
  await call("/zitadel.user.v2.UserService/DeleteUserMetadata", { userId, keys: ["a"] });
  await expect.poll(() => receiver.received.length, pollOptions).toBe(deliveries.length);

  const placeholders = createPlaceholders(zitadel);
  deliveries.forEach((delivery, n) => {
    const { headers, body } = receiver.received[n] ?? { headers: {}, body: "" };
    const sent = sentBody.parse(JSON.parse(body));
    expect(Object.keys(sent)).toEqual(Object.keys(delivery.body));
    expect(compare(delivery.body, sent, placeholders, "body")).toEqual([]);
    const [, seconds = "", digest] =
      /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers["zitadel-signature"])) ?? [];
    expect(digest).toBe(createHmac("sha256", signingKey).update(`${seconds}.${body}`).digest("hex"));
    expect(headers).toEqual({
      ...delivery.headers,
      "zitadel-signature": headers["zitadel-signature"],
      // The recorded date has six fraction digits; Go omits trailing zeros.
      "content-length": String(
        Number(delivery.headers["content-length"]) - omittedZeros(String(sent["created_at"])),
      ),
    });
  });
});

function omittedZeros(date: string): number {
  const fraction = /\.(\d+)Z$/.exec(date)?.[1];
  return fraction === undefined ? 7 : 6 - fraction.length;
}
