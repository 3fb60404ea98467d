import { afterEach, beforeEach, expect, test } from "vitest";
import type { Emulator } from "../../src/emulator.js";
import { startEmulator } from "../../src/start-emulator.js";
import { introspection, userinfo } from "./token-claims.js";

// Every kind of fault.

const listPath = "/zitadel.user.v2.UserService/ListUserMetadata";
const setPath = "/zitadel.user.v2.UserService/SetUserMetadata";
const metadataScope = "urn:zitadel:iam:user:metadata";
const pollOptions = { timeout: 60_000, interval: 5 };
let emulator: Emulator;
let userId: string;

beforeEach(async () => {
  emulator = await startEmulator();
  userId = emulator.addUser("tweety", { metadata: { plan: "gold" } });
});
afterEach(() => emulator[Symbol.asyncDispose]());

function post(path: string, message: unknown): Promise<Response> {
  const headers = {
    authorization: `Bearer ${emulator.directory.personalAccessToken("manager")}`,
    "content-type": "application/json",
  };
  const body = JSON.stringify(message);
  return fetch(emulator.issuer + path, { method: "POST", headers, body, redirect: "manual" });
}

const list = (): Promise<Response> => post(listPath, { userId });
const write = (value: string): Promise<Response> =>
  post(setPath, { userId, metadata: [{ key: "plan", value: Buffer.from(value).toString("base64") }] });
const storedPlan = (): string => Buffer.from(emulator.getMetadata(userId).get("plan") ?? []).toString();

test("fails the requested number of requests to one route only", async () => {
  emulator.failNext(listPath, { status: 503 }, 2);
  const responses = [await list(), await write("silver"), await list(), await list()];
  expect(responses.map(({ status }) => status)).toEqual([503, 200, 503, 200]);
});

test("responds with HTML", async () => {
  emulator.failNext(/ListUserMetadata$/, { status: 502, body: "<p>down</p>", contentType: "text/html" });
  const response = await list();
  expect([response.status, response.headers.get("content-type")]).toEqual([502, "text/html"]);
  expect(await response.text()).toBe("<p>down</p>");
});

test("responds with JSON of another shape", async () => {
  emulator.failNext(listPath, { status: 200, body: '{"metadata":{"plan":1}}' });
  expect(await (await list()).json()).toEqual({ metadata: { plan: 1 } });
});

test("redirects to another server", async () => {
  emulator.failNext(listPath, { redirect: "http://elsewhere.example/" });
  const { status, headers } = await list();
  expect([status, headers.get("location")]).toEqual([307, "http://elsewhere.example/"]);
});

test("responds with 429 with and without Retry-After", async () => {
  emulator.failNext(listPath, { status: 429, headers: { "retry-after": "7" } });
  emulator.failNext(listPath, { status: 429 });
  const responses = [await list(), await list()];
  expect(responses.map(({ status }) => status)).toEqual([429, 429]);
  expect(responses.map(({ headers }) => headers.get("retry-after"))).toEqual(["7", null]);
});

test("resets the connection without processing the request", async () => {
  emulator.failNext(setPath, "reset");
  await expect(write("silver")).rejects.toThrow("fetch failed");
  expect(storedPlan()).toBe("gold");
  expect(emulator.calls.map(({ status }) => status)).toEqual([0]);
});

test("never responds until the emulator closes", async () => {
  emulator.failNext(listPath, "hang");
  const hanging = expect(list()).rejects.toThrow("fetch failed");
  await expect.poll(() => emulator.calls.length, pollOptions).toBe(1);
  await emulator[Symbol.asyncDispose]();
  await hanging;
});

test("truncates the response body", async () => {
  emulator.failNext(listPath, "truncated");
  const response = await list();
  expect([response.status, Number(response.headers.get("content-length")) > 0]).toEqual([200, true]);
  await expect(response.text()).rejects.toThrow("terminated");
});

test("stores a write and responds with an error", async () => {
  emulator.failNext(setPath, { status: 502, afterCommit: true });
  expect((await write("silver")).status).toBe(502);
  expect(storedPlan()).toBe("silver");
});

test("stores a write and resets the connection", async () => {
  emulator.failNext(setPath, { dropResponse: "reset" });
  await expect(write("silver")).rejects.toThrow("fetch failed");
  expect(storedPlan()).toBe("silver");
});

test("stores a write and never responds", async () => {
  emulator.failNext(setPath, { dropResponse: "hang" });
  const hanging = expect(write("silver")).rejects.toThrow("fetch failed");
  await expect.poll(storedPlan, pollOptions).toBe("silver");
  await emulator[Symbol.asyncDispose]();
  await hanging;
});

test("processes a held request when it is released", async () => {
  const pending = emulator.holdNext(listPath);
  const response = list();
  await pending.arrived;
  await write("silver");
  pending.release();
  expect(await (await response).json()).toMatchObject({ metadata: [{ value: btoa("silver") }] });
});

test("processes a request immediately and holds its response", async () => {
  const pending = emulator.holdNext(listPath, { afterCommit: true });
  const response = list();
  await pending.arrived;
  await write("silver");
  pending.release();
  expect(await (await response).json()).toMatchObject({ metadata: [{ value: btoa("gold") }] });
});

test("rejects other writes to a user as conflicts while a write is held", async () => {
  const pending = emulator.holdNext(setPath, { conflicts: true });
  const first = write("silver");
  await pending.arrived;
  const conflicting = [
    await write("bronze"),
    await post(`/v2/users/${userId}/metadata`, { metadata: [{ key: "x", value: "MQ==" }] }),
    await post(`/management/v1/users/${userId}/metadata/x`, { value: "MQ==" }),
  ];
  const text = 'duplicate key value violates unique constraint "events2_pkey" (SQLSTATE 23505)';
  const message: unknown = expect.stringContaining(text);
  expect(conflicting.map(({ status }) => status)).toEqual([500, 500, 500]);
  expect(await Promise.all(conflicting.map((it) => it.json()))).toMatchObject([
    { code: "unknown", message },
    { code: 2, message },
    { code: 2, message },
  ]);
  pending.release();
  expect((await first).status).toBe(200);
  expect(storedPlan()).toBe("silver");
  expect((await write("bronze")).status).toBe(200);
});

test("returns stale metadata claims for the requested number of reads, but current lists", async () => {
  const { accessToken } = await emulator.issueTokens("tweety", "spa", `openid ${metadataScope}`);
  emulator.failNext(/userinfo$|introspect$/, "stale", 3);
  await write("silver");
  const reads = [
    await userinfo(emulator, accessToken),
    await introspection(emulator, accessToken),
    await userinfo(emulator, accessToken),
    await userinfo(emulator, accessToken),
    await introspection(emulator, accessToken),
  ];
  const [before, after] = ["Z29sZA", "c2lsdmVy"].map((plan) => ({ [metadataScope]: { plan } }));
  expect(reads).toMatchObject([before, before, before, after, after]);
  expect(await (await list()).json()).toMatchObject({ metadata: [{ value: btoa("silver") }] });
});

test("searches stale metadata for the requested number of calls", async () => {
  const find = async (plan: string): Promise<unknown> => {
    const queries = [
      { metadataKeyFilter: { key: "plan", method: "TEXT_FILTER_METHOD_EQUALS" } },
      { metadataValueFilter: { value: btoa(plan), method: "BYTE_FILTER_METHOD_EQUALS" } },
    ];
    return (await post("/zitadel.user.v2.UserService/ListUsers", { queries })).json();
  };
  await write("stale-search");
  emulator.failNext(/ListUsers$/, "stale");
  expect(await find("stale-search")).not.toHaveProperty("result");
  expect(await find("stale-search")).toHaveProperty("result");
});
