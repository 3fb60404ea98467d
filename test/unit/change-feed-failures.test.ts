import { afterEach, beforeEach, expect, it } from "vitest";
import { type Emulator, startEmulator } from "zitadel-emulator";
import type { ChangeFeed } from "../../src/changes/change-feed.js";
import { createChangeFeed } from "../../src/zitadel/events/change-feed.js";
import { write } from "../../packages/zitadel-emulator/test/contract/zitadel-client.js";
import { readAll, describeChange } from "../support/read-history.js";
import { type ServiceCalls, startServiceCalls } from "../support/start-service-calls.js";

const path = "/admin/v1/events/_search";
const { signal } = new AbortController();

let emulator: Emulator;
let calls: ServiceCalls;
let feed: ChangeFeed;

beforeEach(async () => {
  emulator = await startEmulator();
  calls = startServiceCalls(emulator.issuer, emulator.directory.personalAccessToken("instance-viewer"));
  feed = createChangeFeed(calls.call);
});
afterEach(async () => {
  await calls[Symbol.asyncDispose]();
  await emulator[Symbol.asyncDispose]();
});

it.each(["manager", "nobody"])(
  "a service user that may not read events is told what it takes: %s",
  async (name) => {
    await using other = startServiceCalls(emulator.issuer, emulator.directory.personalAccessToken(name));
    await expect(createChangeFeed(other.call).read(undefined, signal)).rejects.toMatchObject({
      code: "FORBIDDEN",
      message: expect.stringContaining("IAM_OWNER_VIEWER"),
    });
  },
);

it.each([
  ["an answer that is no JSON", "<html>"],
  ["no list", '{"events":{}}'],
  ["a word for an event", '{"events":["a"]}'],
  ["no date", pageWith({ creationDate: undefined })],
  ["a date that is none", pageWith({ creationDate: "yesterday" })],
  ["no owner", pageWith({ aggregate: { type: { type: "user" }, resourceOwner: "2" } })],
  ["no organization", pageWith({ aggregate: { id: "1" } })],
  ["no place", pageWith({ sequence: undefined })],
  ["a place that is no number", pageWith({ sequence: "many" })],
  ["no key", pageWith({ payload: { value: "MQ==" } })],
  ["no payload", pageWith({ payload: undefined })],
  ["a payload that is no JSON", pageWith({ payload: btoa("{") })],
  ["a value that is no base64", pageWith({ payload: { key: "a", value: "?" } })],
  ["a value that is no text", pageWith({ payload: { key: "a", value: 1 } })],
  ["a type that was not asked for", pageWith({ type: { type: "user.metadata.moved" } })],
])("an event that cannot be read is never left out: %s", async (_, body) => {
  emulator.failNext(path, { status: 200, body });
  await expect(feed.read(undefined, signal)).rejects.toMatchObject({ code: "UPSTREAM_INVALID_RESPONSE" });
});

it.each([
  [
    "JSON in base64, as older versions have it",
    { payload: btoa('{"key":"a","value":"MQ=="}') },
    ["set", "a", "1"],
  ],
  ["an empty value, which is a removal", { payload: { key: "a", value: "" } }, ["removed", "a"]],
  ["no value, which is a removal", { payload: { key: "a" } }, ["removed", "a"]],
  ["null for a value, which is a removal", { payload: { key: "a", value: null } }, ["removed", "a"]],
  ["a number for its place", { sequence: 7 }, ["set", "a", "1"]],
])("other forms are read: %s", async (_, change, expected) => {
  emulator.failNext(path, { status: 200, body: pageWith(change) });
  expect((await feed.read(undefined, signal)).changes.map(describeChange)).toEqual([expected]);
});

it("a path that is not let through is the operator's to mend", async () => {
  emulator.failNext(path, { status: 404, body: '{"code":5,"message":"Not Found"}' });
  await expect(feed.read(undefined, signal)).rejects.toMatchObject({ code: "MISCONFIGURED" });
});

it("a token that is refused is told as one, after it was looked for another", async () => {
  await using other = startServiceCalls(emulator.issuer, "no-such-token");
  await expect(createChangeFeed(other.call).head(signal)).rejects.toMatchObject({
    code: "MISCONFIGURED",
  });
});

it("an outage is one, and a passing one is asked through where calls are repeated", async () => {
  emulator.failNext(path, { status: 503 });
  await expect(feed.read(undefined, signal)).rejects.toMatchObject({ code: "UPSTREAM_UNAVAILABLE" });
  await using retrying = startServiceCalls(
    emulator.issuer,
    emulator.directory.personalAccessToken("owner"),
    2,
  );
  const startDate = (await feed.head(signal))?.date;
  await write(emulator, emulator.addUser("tweety", {}), { a: "1" });
  emulator.failNext(path, "reset");
  const reading = readAll(createChangeFeed(retrying.call), startDate);
  expect((await retrying.clock.run(reading)).map(describeChange)).toEqual([["set", "a", "1"]]);
});

it("whoever stops reading does not wait for an answer", async () => {
  emulator.failNext(path, "hang");
  const stop = new AbortController();
  const reading = feed.read(undefined, stop.signal);
  stop.abort();
  await expect(reading).rejects.toMatchObject({ code: "UPSTREAM_TIMEOUT" });
  const before = emulator.calls.length;
  await expect(feed.read(undefined, stop.signal)).rejects.toMatchObject({ code: "UPSTREAM_TIMEOUT" });
  expect(emulator.calls).toHaveLength(before);
});

/** One event, but for this. */
function pageWith(change: object): string {
  const event = {
    aggregate: { id: "1", type: { type: "user" }, resourceOwner: "2" },
    sequence: "3",
    creationDate: "2026-11-23T10:11:12.034567Z",
    payload: { key: "a", value: "MQ==" },
    type: { type: "user.metadata.set" },
    ...change,
  };
  return JSON.stringify({ events: [event] });
}
