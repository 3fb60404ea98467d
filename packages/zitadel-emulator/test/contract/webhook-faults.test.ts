import { afterEach, beforeEach, expect, test } from "vitest";
import { z } from "zod";
import type { Emulator } from "../../src/emulator.js";
import { startEmulator } from "../../src/start-emulator.js";
import { startWebhookReceiver, type WebhookReceiver } from "../webhook-receiver.js";
import { createClient, createWebhook, keysOf, search, write } from "./zitadel-client.js";

// To whom webhooks go, and what can go wrong with them.

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

/** Their keys, or the types of those without; webhooks come in order, so none is missing before the last. */
async function received(last: string): Promise<string[]> {
  const keys = (): string[] =>
    receiver.received.map(({ body }) => {
      const { event_payload: payload, event_type: type } = webhookBody.parse(JSON.parse(body));
      return payload?.key ?? type;
    });
  await expect.poll(() => keys().at(-1), pollOptions).toBe(last);
  return keys();
}

test("webhooks do not come, as often as told", async () => {
  await createWebhook(emulator, receiver.url);
  emulator.failNextWebhook("dropped", 2);
  await write(emulator, userId, { a: "1", b: "2" });
  await write(emulator, userId, { c: "3" });
  expect(await received("c")).toEqual(["c"]);
  expect(keysOf(await search(emulator, { aggregateId: userId }))).toEqual(["c", "b", "a"]);
});

test("a webhook comes twice, and is the same both times", async () => {
  await createWebhook(emulator, receiver.url);
  emulator.failNextWebhook("duplicated");
  await write(emulator, userId, { a: "1" });
  await write(emulator, userId, { b: "2" });
  expect(await received("b")).toEqual(["a", "a", "b"]);
  expect(receiver.received[0]?.body).toBe(receiver.received[1]?.body);
});

test("calm weather forgets what was to go wrong", async () => {
  await createWebhook(emulator, receiver.url);
  emulator.failNextWebhook("dropped", Infinity);
  await write(emulator, userId, { a: "1", b: "2" });
  emulator.reset();
  await write(emulator, userId, { c: "3" });
  expect(await received("c")).toEqual(["c"]);
});

test("a webhook may come before searches find its event", async () => {
  await createWebhook(emulator, receiver.url);
  emulator.pauseEvents();
  await write(emulator, userId, { a: "1" });
  expect(await received("a")).toEqual(["a"]);
  expect(await search(emulator, { aggregateId: userId })).toEqual([]);
});

test("a receiver that does not answer is given up after the target's timeout, and not called again", async () => {
  await createWebhook(emulator, receiver.url, { group: "user.metadata" }, "270s");
  receiver.answerWith(undefined);
  await write(emulator, userId, { a: "1" });
  await write(emulator, userId, { b: "2" });
  expect(await received("a")).toEqual(["a"]);
  emulator.advanceClock(270_000);
  expect(await received("b")).toEqual(["a", "b"]);
});

test("a receiver that is not there costs nothing but its webhook", async () => {
  const gone = await startWebhookReceiver();
  await gone[Symbol.asyncDispose]();
  await createWebhook(emulator, gone.url, { event: "user.metadata.removed" });
  await createWebhook(emulator, receiver.url, { event: "user.metadata.set" });
  await write(emulator, userId, { a: "1" });
  await createClient(emulator)(`/management/v1/users/${userId}/metadata/a`, {}, "DELETE");
  await write(emulator, userId, { b: "2" });
  expect(await received("b")).toEqual(["a", "b"]);
});

test("the emulator closes though a receiver does not answer", async () => {
  await createWebhook(emulator, receiver.url, { all: true }, "270s");
  receiver.answerWith(undefined);
  await write(emulator, userId, { a: "1" });
  await received("a");
  await emulator[Symbol.asyncDispose]();
});

test("of several executions the most specific one counts; without targets it is none", async () => {
  await using others = await startWebhookReceiver();
  await createWebhook(emulator, others.url, { all: true });
  await createWebhook(emulator, receiver.url, { group: "user.metadata" });
  await createWebhook(emulator, others.url, { event: "user.metadata.removed" });
  await write(emulator, userId, { a: "1" });
  await createClient(emulator)(`/management/v1/users/${userId}/metadata/a`, {}, "DELETE");
  emulator.removeUser("tweety");
  await expect.poll(() => others.received.length, pollOptions).toBe(2);
  expect(await received("a")).toEqual(["a"]);
  const condition = { event: { event: "user.metadata.removed" } };
  await createClient(emulator)("/v2/actions/executions", { condition, targets: [] }, "PUT");
  await write(emulator, emulator.addUser("sylvester", { metadata: { b: "2" } }), { b: "" });
  expect(others.received).toHaveLength(2);
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
  ["executions", "PUT", { condition: { request: { all: true } } }, 501, "events only"],
  ["executions", "PUT", { condition: { event: {} } }, 400, "Execution is invalid"],
  ["executions", "PUT", { condition: { event: { all: true } }, targets: ["1"] }, 404, "Target not found"],
])("%s: %s %j is refused", async (what, method, message, status, said) => {
  const answer = await createClient(emulator)(`/v2/actions/${what}`, message, method);
  expect([answer.status, JSON.stringify(answer.body)]).toEqual([status, expect.stringContaining(said)]);
});

test.each(["manager", "instance-viewer", "instance-manager"])("%s may not make webhooks", async (name) => {
  const call = createClient(emulator, name);
  const answers = [
    await call("/v2/actions/targets", { name: "a" }),
    await call("/v2/actions/executions", { condition: { event: { all: true } } }, "PUT"),
  ];
  expect(answers.map(({ status }) => status)).toEqual([403, 403]);
});
