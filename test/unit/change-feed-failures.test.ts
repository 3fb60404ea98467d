import { afterEach, beforeEach, expect, it } from "vitest";
import { type Emulator, startEmulator } from "zitadel-emulator";
import type { ChangeFeed } from "../../src/changes/change-feed.js";
import { createChangeFeed } from "../../src/zitadel/events/change-feed.js";
import { write } from "../../packages/zitadel-emulator/test/contract/zitadel-client.js";
import { describeChange, readAll } from "../support/read-history.js";
import { type ServiceApi, startServiceApi } from "../support/service-api.js";

const path = "/admin/v1/events/_search";
const { signal } = new AbortController();

let emulator: Emulator;
let calls: ServiceApi;
let feed: ChangeFeed;

beforeEach(async () => {
  emulator = await startEmulator();
  calls = startServiceApi(emulator.issuer, emulator.directory.personalAccessToken("instance-viewer"));
  feed = createChangeFeed(calls.call);
});
afterEach(async () => {
  await calls[Symbol.asyncDispose]();
  await emulator[Symbol.asyncDispose]();
});

it.each(["manager", "nobody"])(
  "rejects reading events with FORBIDDEN and names the missing role: %s",
  async (name) => {
    await using other = startServiceApi(emulator.issuer, emulator.directory.personalAccessToken(name));
    await expect(createChangeFeed(other.call).read(undefined, signal)).rejects.toMatchObject({
      code: "FORBIDDEN",
      message: expect.stringContaining("IAM_OWNER_VIEWER"),
    });
  },
);

it.each([
  ["a body that is not JSON", "<html>"],
  ["events that are not a list", '{"events":{}}'],
  ["an event that is not an object", '{"events":["a"]}'],
  ["an event without a date", pageWith({ creationDate: undefined })],
  ["an invalid date", pageWith({ creationDate: "yesterday" })],
  ["an event without a user", pageWith({ aggregate: { type: { type: "user" }, resourceOwner: "2" } })],
  ["an event without an organization", pageWith({ aggregate: { id: "1" } })],
  ["an event without a sequence", pageWith({ sequence: undefined })],
  ["a sequence that is not a number", pageWith({ sequence: "many" })],
  ["a payload without a key", pageWith({ payload: { value: "MQ==" } })],
  ["an event without a payload", pageWith({ payload: undefined })],
  ["a payload that is not JSON", pageWith({ payload: btoa("{") })],
  ["a value that is not base64", pageWith({ payload: { key: "a", value: "?" } })],
  ["a value that is not a string", pageWith({ payload: { key: "a", value: 1 } })],
  ["an event of a type that was not requested", pageWith({ type: { type: "user.metadata.moved" } })],
])("rejects a page of events with UPSTREAM_INVALID_RESPONSE instead of skipping: %s", async (_, body) => {
  emulator.failNext(path, { status: 200, body });
  await expect(feed.read(undefined, signal)).rejects.toMatchObject({ code: "UPSTREAM_INVALID_RESPONSE" });
});

it.each([
  [
    "a payload of JSON in base64, as in older versions",
    { payload: btoa('{"key":"a","value":"MQ=="}') },
    ["set", "a", "1"],
  ],
  ["an empty value as a removal", { payload: { key: "a", value: "" } }, ["removed", "a"]],
  ["a missing value as a removal", { payload: { key: "a" } }, ["removed", "a"]],
  ["a null value as a removal", { payload: { key: "a", value: null } }, ["removed", "a"]],
  ["a sequence that is a number", { sequence: 7 }, ["set", "a", "1"]],
])("accepts in an event: %s", async (_, change, expected) => {
  emulator.failNext(path, { status: 200, body: pageWith(change) });
  expect((await feed.read(undefined, signal)).changes.map(describeChange)).toEqual([expected]);
});

it("rejects reading events with MISCONFIGURED if a proxy does not forward the path", async () => {
  emulator.failNext(path, { status: 404, body: '{"code":5,"message":"Not Found"}' });
  await expect(feed.read(undefined, signal)).rejects.toMatchObject({ code: "MISCONFIGURED" });
});

it("rejects reading events with MISCONFIGURED if ZITADEL rejects the service user's token", async () => {
  await using other = startServiceApi(emulator.issuer, "no-such-token");
  await expect(createChangeFeed(other.call).head(signal)).rejects.toMatchObject({
    code: "MISCONFIGURED",
  });
});

it("rejects reading events with UPSTREAM_UNAVAILABLE during an outage, unless a retry succeeds", async () => {
  emulator.failNext(path, { status: 503 });
  await expect(feed.read(undefined, signal)).rejects.toMatchObject({ code: "UPSTREAM_UNAVAILABLE" });
  await using retrying = startServiceApi(emulator.issuer, emulator.directory.personalAccessToken("owner"), 2);
  const startDate = (await feed.head(signal))?.date;
  await write(emulator, emulator.addUser("tweety", {}), { a: "1" });
  emulator.failNext(path, "reset");
  const reading = readAll(createChangeFeed(retrying.call), startDate);
  expect((await retrying.clock.run(reading)).map(describeChange)).toEqual([["set", "a", "1"]]);
});

it("rejects reading events when the signal is aborted, without waiting for a response", async () => {
  emulator.failNext(path, "hang");
  const stop = new AbortController();
  const reading = feed.read(undefined, stop.signal);
  stop.abort();
  await expect(reading).rejects.toMatchObject({ code: "UPSTREAM_TIMEOUT" });
  const before = emulator.calls.length;
  await expect(feed.read(undefined, stop.signal)).rejects.toMatchObject({ code: "UPSTREAM_TIMEOUT" });
  expect(emulator.calls).toHaveLength(before);
});

/** Returns a page with one event that has these changes. */
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
