import { afterEach, beforeEach, expect, test } from "vitest";
import type { Emulator } from "../../src/emulator.js";
import { startEmulator } from "../../src/start-emulator.js";
import { createClient, keysOf, search, write } from "./zitadel-client.js";

// Event searches beyond the recordings.

const minimalSeed = {
  organizations: { acme: { displayName: "ACME", primaryDomain: "acme.localhost" } },
  people: {},
  serviceUsers: { owner: { organization: "acme", role: { role: "IAM_OWNER", in: "instance" } } },
  projects: {},
} as const;

let emulator: Emulator;
let userId: string;

beforeEach(async () => {
  emulator = await startEmulator();
  userId = emulator.addUser("tweety", { metadata: { plan: "gold" } });
});
afterEach(() => emulator[Symbol.asyncDispose]());

test("records the same events for every write method, with one date per call", async () => {
  const [v1, v2, owner] = [
    `/management/v1/users/${userId}/metadata`,
    `/v2/users/${userId}/metadata`,
    createClient(emulator),
  ];
  const value = "MQ==";
  await owner(`${v1}/a`, { value });
  const bulk = [
    { key: "b", value },
    { key: "c", value },
  ];
  await owner(`${v1}/_bulk`, { metadata: bulk });
  await owner(`${v1}/_bulk`, { metadata: [...bulk, { key: "d", value }] });
  await owner(v2, { metadata: [{ key: "d", value: "" }] });
  await owner(`${v1}/_bulk`, { keys: ["a", "b"] }, "DELETE");
  await owner(`${v1}/c`, {}, "DELETE");
  const found = await search(emulator, { aggregateId: userId, asc: true });
  const changes = found.map(({ type, payload }) => [type.type, payload]);
  const [set, removed] = ["user.metadata.set", "user.metadata.removed"];
  expect(changes).toEqual([
    [set, { key: "plan", value: btoa("gold") }],
    [set, { key: "a", value }],
    [set, { key: "b", value }],
    [set, { key: "c", value }],
    [set, { key: "d", value }],
    [removed, { key: "d" }],
    [removed, { key: "a" }],
    [removed, { key: "b" }],
    [removed, { key: "c" }],
  ]);
  expect(found.map(({ sequence }) => sequence)).toEqual([3, 4, 5, 6, 7, 8, 9, 10, 11]);
  const dates = found.map(({ creationDate }) => found.findIndex((it) => it.creationDate === creationDate));
  expect(dates).toEqual([0, 1, 2, 2, 4, 5, 6, 6, 8]);
  expect(Object.keys(Object.fromEntries(emulator.getMetadata("tweety")))).toEqual(["plan"]);
});

test("records the metadata events of a person created with metadata", async () => {
  const created = await createClient(emulator)("/v2/users/human", {
    username: "sylvester",
    organization: { orgId: emulator.directory.organization("acme") },
    profile: { givenName: "Sylvester", familyName: "Cat" },
    email: { email: "sylvester@example.com", isVerified: true },
    metadata: [{ key: "a", value: "MQ==" }],
  });
  expect(created.status).toBe(200);
  expect(await search(emulator, { limit: 1 })).toMatchObject([
    { editor: { displayName: "boss" }, payload: { key: "a" }, sequence: 3 },
  ]);
});

test("returns no display name for removed editors and for SYSTEM", async () => {
  emulator.deactivateUser("manager");
  expect(await search(emulator, { limit: 1 })).toMatchObject([{ editor: { userId: "SYSTEM" } }]);
  const manager = emulator.directory.user("instance-manager");
  const path = `/v2/users/${userId}/metadata`;
  await createClient(emulator, "instance-manager")(path, { metadata: [{ key: "a", value: "MQ==" }] });
  const filter = { editorUserId: manager };
  expect(await search(emulator, filter)).toMatchObject([{ editor: { displayName: "instance-manager" } }]);
  emulator.removeUser("instance-manager");
  const [event] = await search(emulator, filter);
  expect(event?.editor).toEqual({ userId: manager });
});

test("counts changes without an event in the sequence", async () => {
  emulator.deactivateUser("tweety");
  emulator.removeUser("tweety");
  emulator.removeUser("tweety");
  const found = await search(emulator, { aggregateId: userId, eventTypes: ["user.removed"] });
  expect(found.map(({ sequence }) => sequence)).toEqual([5]);
});

test("records one event for removing all metadata and one for removing an organization", async () => {
  emulator.removeAllMetadata("tweety");
  emulator.removeAllMetadata("tweety");
  expect(emulator.getMetadata("tweety").size).toBe(0);
  const [bugs, globex] = [emulator.directory.user("bugs-bunny"), emulator.directory.organization("globex")];
  emulator.removeOrganization("globex");
  const [organizationRemoved, metadataRemoved] = await search(emulator, { limit: 2 });
  expect(metadataRemoved).toMatchObject({
    aggregate: { id: userId },
    type: { type: "user.metadata.removed.all" },
  });
  expect(metadataRemoved?.payload).toBeUndefined();
  expect(organizationRemoved).toMatchObject({
    aggregate: { id: globex, type: { type: "org" }, resourceOwner: globex },
    type: { type: "org.removed" },
  });
  expect((await createClient(emulator)(`/v2/users/${bugs}`, undefined, "GET")).status).toBe(404);
  expect((await createClient(emulator, "other-manager")("/v2/users", {})).status).toBe(401);
});

test("starts the event log with instance.added", async () => {
  const [first] = await search(emulator, { asc: true, limit: 1 });
  expect(first).toMatchObject({
    type: { type: "instance.added" },
    aggregate: { id: first?.aggregate.resourceOwner, type: { type: "instance" } },
    sequence: 1,
  });
  emulator.truncateEvents(1);
  expect(keysOf(await search(emulator, { asc: true, limit: 1 }))).toEqual(["plan"]);
});

test("treats both bounds as exclusive, to the microsecond", async () => {
  await write(emulator, userId, { a: "1" });
  await write(emulator, userId, { b: "2", c: "3" });
  await write(emulator, userId, { d: "4" });
  const found = await search(emulator, { aggregateId: userId, asc: true });
  const dates = found.map(({ creationDate }) => creationDate);
  const keys = async (bounds: object): Promise<string[]> =>
    keysOf(await search(emulator, { aggregateId: userId, ...bounds }));
  expect(await keys({ asc: true, from: dates[1] })).toEqual(["b", "c", "d"]);
  expect(await keys({ from: dates[4] })).toEqual(["c", "b", "a", "plan"]);
  expect(await keys({ asc: true, creationDate: dates[2] })).toEqual(["d"]);
  expect(await keys({ asc: true, range: { since: dates[0], until: dates[4] } })).toEqual(["a", "b", "c"]);
  expect(await keys({ range: { since: dates[0] }, from: dates[0] })).toEqual(["d", "c", "b", "a"]);
});

test("limits a page to 1,000 events", async () => {
  for (let n = 0; n < 3; n++) {
    const metadata = Object.fromEntries(Array.from({ length: 400 }, (_, key) => [`k${key}`, "v"]));
    emulator.addUser(`bird-${n}`, { metadata });
  }
  for (const limit of [0, 1001, 5000]) expect(await search(emulator, { limit })).toHaveLength(1000);
  expect(await search(emulator, { limit: 999 })).toHaveLength(999);
});

test("rejects a page above 10 MiB with the error of a list of that size", async () => {
  const value = "x".repeat(480_000);
  const metadata = Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`k${n}`, value]));
  const filter = { aggregateId: emulator.addUser("sylvester", { metadata }) };
  const response = await createClient(emulator)("/admin/v1/events/_search", filter);
  expect([response.status, response.headers["retry-after"]]).toEqual([429, undefined]);
  const text = /^grpc: trying to send message larger than max \(\d+ vs\. 10485760\)$/;
  const message: unknown = expect.stringMatching(text);
  expect(response.body).toEqual({ code: 8, message });
  expect(await search(emulator, { ...filter, limit: 10 })).toHaveLength(10);
});

test.each([
  ["Timestamp", { from: "yesterday" }],
  ["limit", { limit: "many" }],
  ["AggregateTypes", { aggregateTypes: Array.from({ length: 11 }, () => "user") }],
  ["EventTypes", { eventTypes: Array.from({ length: 31 }, () => "user.removed") }],
])("rejects an invalid search with a message that names %s", async (expectedText, message) => {
  const response = await createClient(emulator)("/admin/v1/events/_search", message);
  expect([response.status, JSON.stringify(response.body)]).toEqual([
    400,
    expect.stringContaining(expectedText),
  ]);
});

test.each([
  ["events", { events: 8, bytes: 1_000_000 }],
  ["bytes", { events: 1_000_000, bytes: 8 * "k0v".length }],
])("removes the oldest events above the limit of %s", async (_limit, eventLimits) => {
  await using small = await startEmulator({
    eventLimits,
    seed: { ...minimalSeed, people: { tweety: { organization: "acme" } } },
  });
  for (let n = 0; n < 10; n++) await write(small, small.directory.user("tweety"), { [`k${n}`]: "v" });
  expect(keysOf(await search(small))).toEqual(["k9", "k8", "k7", "k6", "k5", "k4", "k3"]);
});
