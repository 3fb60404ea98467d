import { afterEach, beforeEach, expect, test } from "vitest";
import { z } from "zod";
import type { Emulator } from "../../src/emulator.js";
import { startEmulator } from "../../src/start-emulator.js";
import { startWebhookReceiver, type WebhookReceiver } from "../webhook-receiver.js";
import { createClient, createWebhook, keysOf, search, write } from "./zitadel-client.js";

// Which receivers get webhooks, and how webhooks fail.

const webhookBody = z.looseObject({
  event_type: z.string(),
  event_payload: z.looseObject({ key: z.string() }).optional(),
});
const pollOptions = { timeout: 60_000, interval: 5 };
let emulator: Emulator;
let receiver: WebhookReceiver;
let userId: string;

beforeEach(async () => {
  [emulator, receiver] = await Promise.all([startEmulator(), startWebhookReceiver()]);
  userId = emulator.addUser("tweety", {});
});
afterEach(async () => {
  await emulator[Symbol.asyncDispose]();
  await receiver[Symbol.asyncDispose]();
});

/**
 * The keys of the received webhooks, or their event types if they have no key. Webhooks arrive in order, so
 * this waits for the last one.
 */
async function received(last: string): Promise<string[]> {
  const keys = (): string[] =>
    receiver.received.map(({ body }) => {
      const { event_payload: payload, event_type: type } = webhookBody.parse(JSON.parse(body));
      return payload?.key ?? type;
    });
  await expect.poll(() => keys().at(-1), pollOptions).toBe(last);
  return keys();
}

test("drops the requested number of webhooks", async () => {
  await createWebhook(emulator, receiver.url);
  emulator.failNextWebhook("dropped", 2);
  await write(emulator, userId, { a: "1", b: "2" });
  await write(emulator, userId, { c: "3" });
  expect(await received("c")).toEqual(["c"]);
  expect(keysOf(await search(emulator, { aggregateId: userId }))).toEqual(["c", "b", "a"]);
});

test("sends a duplicated webhook twice with the same body", async () => {
  await createWebhook(emulator, receiver.url);
  emulator.failNextWebhook("duplicated");
  await write(emulator, userId, { a: "1" });
  await write(emulator, userId, { b: "2" });
  expect(await received("b")).toEqual(["a", "a", "b"]);
  expect(receiver.received[0]?.body).toBe(receiver.received[1]?.body);
});

test("sends all webhooks after a reset", async () => {
  await createWebhook(emulator, receiver.url);
  emulator.failNextWebhook("dropped", Infinity);
  await write(emulator, userId, { a: "1", b: "2" });
  emulator.reset();
  await write(emulator, userId, { c: "3" });
  expect(await received("c")).toEqual(["c"]);
});

test("sends webhooks of events that are hidden from searches", async () => {
  await createWebhook(emulator, receiver.url);
  emulator.pauseEvents();
  await write(emulator, userId, { a: "1" });
  expect(await received("a")).toEqual(["a"]);
  expect(await search(emulator, { aggregateId: userId })).toEqual([]);
});

test("stops waiting for a receiver after the target's timeout, without a retry", async () => {
  await createWebhook(emulator, receiver.url, { group: "user.metadata" }, "270s");
  receiver.respondWith(undefined);
  await write(emulator, userId, { a: "1" });
  await write(emulator, userId, { b: "2" });
  expect(await received("a")).toEqual(["a"]);
  emulator.advanceClock(270_000);
  expect(await received("b")).toEqual(["a", "b"]);
});

test("continues with other receivers if one cannot be reached", async () => {
  const closed = await startWebhookReceiver();
  await closed[Symbol.asyncDispose]();
  await createWebhook(emulator, closed.url, { event: "user.metadata.removed" });
  await createWebhook(emulator, receiver.url, { event: "user.metadata.set" });
  await write(emulator, userId, { a: "1" });
  await createClient(emulator)(`/management/v1/users/${userId}/metadata/a`, {}, "DELETE");
  await write(emulator, userId, { b: "2" });
  expect(await received("b")).toEqual(["a", "b"]);
});

test("closes while a receiver has not responded", async () => {
  await createWebhook(emulator, receiver.url, { all: true }, "270s");
  receiver.respondWith(undefined);
  await write(emulator, userId, { a: "1" });
  await received("a");
  await emulator[Symbol.asyncDispose]();
});

test("uses the most specific execution, and deletes an execution without targets", async () => {
  await using otherReceiver = await startWebhookReceiver();
  await createWebhook(emulator, otherReceiver.url, { all: true });
  await createWebhook(emulator, receiver.url, { group: "user.metadata" });
  await createWebhook(emulator, otherReceiver.url, { event: "user.metadata.removed" });
  await write(emulator, userId, { a: "1" });
  await createClient(emulator)(`/management/v1/users/${userId}/metadata/a`, {}, "DELETE");
  emulator.removeUser("tweety");
  await expect.poll(() => otherReceiver.received.length, pollOptions).toBe(2);
  expect(await received("a")).toEqual(["a"]);
  const condition = { event: { event: "user.metadata.removed" } };
  await createClient(emulator)("/v2/actions/executions", { condition, targets: [] }, "PUT");
  await write(emulator, emulator.addUser("sylvester", { metadata: { b: "2" } }), { b: "" });
  expect(otherReceiver.received).toHaveLength(2);
});

test.each([
  ["targets", "POST", { restWebhook: {}, timeout: "5s" }, 400, "Name"],
  ["targets", "POST", { name: "a", restCall: {}, timeout: "5s", endpoint: "http://a" }, 501, "restWebhook"],
  ["targets", "POST", { name: "a", restWebhook: {}, endpoint: "http://a" }, 400, "no timeout"],
  ["targets", "POST", { name: "a", restWebhook: {}, timeout: "5s", endpoint: "a" }, 400, "invalid URL"],
  [
    "targets",
    "POST",
    { name: "a", restWebhook: {}, timeout: "5s", endpoint: "mailto:a" },
    400,
    "invalid URL",
  ],
  ["targets", "POST", { name: "a", restWebhook: {}, timeout: "5", endpoint: "http://a" }, 400, "Duration"],
  ["executions", "PUT", { condition: { request: { all: true } } }, 501, "event executions only"],
  ["executions", "PUT", { condition: { event: {} } }, 400, "Execution is invalid"],
  ["executions", "PUT", { condition: { event: { all: true } }, targets: ["1"] }, 404, "Target not found"],
])("rejects invalid %s: %s %j", async (what, method, message, status, expectedText) => {
  const response = await createClient(emulator)(`/v2/actions/${what}`, message, method);
  expect([response.status, JSON.stringify(response.body)]).toEqual([
    status,
    expect.stringContaining(expectedText),
  ]);
});

test.each(["manager", "instance-viewer", "instance-manager"])(
  "denies %s access to targets and executions",
  async (name) => {
    const call = createClient(emulator, name);
    const responses = [
      await call("/v2/actions/targets", { name: "a" }),
      await call("/v2/actions/executions", { condition: { event: { all: true } } }, "PUT"),
    ];
    expect(responses.map(({ status }) => status)).toEqual([403, 403]);
  },
);
