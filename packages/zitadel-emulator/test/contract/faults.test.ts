import { afterEach, beforeEach, expect, test } from "vitest";
import type { Emulator } from "../../src/emulator.js";
import { startEmulator } from "../../src/start-emulator.js";

// Everything that can be made to go wrong, each kind told once.

const list = "/zitadel.user.v2.UserService/ListUserMetadata";
const set = "/zitadel.user.v2.UserService/SetUserMetadata";
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

const listed = (): Promise<Response> => post(list, { userId });
const written = (value: string): Promise<Response> =>
  post(set, { userId, metadata: [{ key: "plan", value: Buffer.from(value).toString("base64") }] });
const stored = (): string => Buffer.from(emulator.getMetadata(userId).get("plan") ?? []).toString();

async function userinfo(token: string): Promise<unknown> {
  const headers = { authorization: `Bearer ${token}` };
  return (await fetch(`${emulator.issuer}/oidc/v1/userinfo`, { headers })).json();
}

async function introspection(token: string): Promise<unknown> {
  const { directory, issuer } = emulator;
  const client = btoa(`${directory.app("api-basic")}:${directory.secret("api-basic")}`);
  const body = new URLSearchParams({ token });
  const headers = { authorization: `Basic ${client}` };
  return (await fetch(`${issuer}/oauth/v2/introspect`, { method: "POST", headers, body })).json();
}

test("a route fails as often as it was told, and no other route does", async () => {
  emulator.failNext(list, { status: 503 }, 2);
  const answers = [await listed(), await written("silver"), await listed(), await listed()];
  expect(answers.map(({ status }) => status)).toEqual([503, 200, 503, 200]);
});

test("an answer may be HTML", async () => {
  emulator.failNext(/ListUserMetadata$/, { status: 502, body: "<p>down</p>", contentType: "text/html" });
  const answer = await listed();
  expect([answer.status, answer.headers.get("content-type")]).toEqual([502, "text/html"]);
  expect(await answer.text()).toBe("<p>down</p>");
});

test("an answer may be JSON of another shape", async () => {
  emulator.failNext(list, { status: 200, body: '{"metadata":{"plan":1}}' });
  expect(await (await listed()).json()).toEqual({ metadata: { plan: 1 } });
});

test("an answer may send elsewhere", async () => {
  emulator.failNext(list, { redirect: "http://elsewhere.example/" });
  const { status, headers } = await listed();
  expect([status, headers.get("location")]).toEqual([307, "http://elsewhere.example/"]);
});

test("too many requests may or may not be told for how long", async () => {
  emulator.failNext(list, { status: 429, headers: { "retry-after": "7" } });
  emulator.failNext(list, { status: 429 });
  const answers = [await listed(), await listed()];
  expect(answers.map(({ status }) => status)).toEqual([429, 429]);
  expect(answers.map(({ headers }) => headers.get("retry-after"))).toEqual(["7", null]);
});

test("a connection may break before anything is carried out", async () => {
  emulator.failNext(set, "reset");
  await expect(written("silver")).rejects.toThrow("fetch failed");
  expect(stored()).toBe("gold");
  expect(emulator.calls.map(({ status }) => status)).toEqual([0]);
});

test("an answer may never come, until the emulator closes", async () => {
  emulator.failNext(list, "hang");
  const hanging = expect(listed()).rejects.toThrow("fetch failed");
  await expect.poll(() => emulator.calls.length, pollOptions).toBe(1);
  await emulator[Symbol.asyncDispose]();
  await hanging;
});

test("a body may end in its middle", async () => {
  emulator.failNext(list, "truncated");
  const answer = await listed();
  expect([answer.status, Number(answer.headers.get("content-length")) > 0]).toEqual([200, true]);
  await expect(answer.text()).rejects.toThrow("terminated");
});

test("a write may be applied and answered as if it had failed", async () => {
  emulator.failNext(set, { status: 502, afterCommit: true });
  expect((await written("silver")).status).toBe(502);
  expect(stored()).toBe("silver");
});

test("a write may be applied and the connection break", async () => {
  emulator.failNext(set, { dropResponse: "reset" });
  await expect(written("silver")).rejects.toThrow("fetch failed");
  expect(stored()).toBe("silver");
});

test("a write may be applied and its answer never come", async () => {
  emulator.failNext(set, { dropResponse: "hang" });
  const hanging = expect(written("silver")).rejects.toThrow("fetch failed");
  await expect.poll(stored, pollOptions).toBe("silver");
  await emulator[Symbol.asyncDispose]();
  await hanging;
});

test("a request waits until it is released, and is carried out then", async () => {
  const held = emulator.holdNext(list);
  const answer = listed();
  await held.arrived;
  await written("silver");
  held.release();
  expect(await (await answer).json()).toMatchObject({ metadata: [{ value: btoa("silver") }] });
});

test("a request may be carried out at once, and its answer wait", async () => {
  const held = emulator.holdNext(list, { afterCommit: true });
  const answer = listed();
  await held.arrived;
  await written("silver");
  held.release();
  expect(await (await answer).json()).toMatchObject({ metadata: [{ value: btoa("gold") }] });
});

test("while a write is held others to its user conflict, each in the words of its API", async () => {
  const held = emulator.holdNext(set, { conflicts: true });
  const first = written("silver");
  await held.arrived;
  const others = [
    await written("bronze"),
    await post(`/v2/users/${userId}/metadata`, { metadata: [{ key: "x", value: "MQ==" }] }),
    await post(`/management/v1/users/${userId}/metadata/x`, { value: "MQ==" }),
  ];
  const text = 'duplicate key value violates unique constraint "events2_pkey" (SQLSTATE 23505)';
  const message: unknown = expect.stringContaining(text);
  expect(others.map(({ status }) => status)).toEqual([500, 500, 500]);
  expect(await Promise.all(others.map((it) => it.json()))).toMatchObject([
    { code: "unknown", message },
    { code: 2, message },
    { code: 2, message },
  ]);
  held.release();
  expect((await first).status).toBe(200);
  expect(stored()).toBe("silver");
  expect((await written("bronze")).status).toBe(200);
});

test("claims lag behind the last write for as many reads as told, lists do not", async () => {
  const { accessToken } = await emulator.issueTokens("tweety", "spa", `openid ${metadataScope}`);
  emulator.failNext(/userinfo$|introspect$/, "stale", 3);
  await written("silver");
  const reads = [
    await userinfo(accessToken),
    await introspection(accessToken),
    await userinfo(accessToken),
    await userinfo(accessToken),
    await introspection(accessToken),
  ];
  const [before, after] = ["Z29sZA", "c2lsdmVy"].map((plan) => ({ [metadataScope]: { plan } }));
  expect(reads).toMatchObject([before, before, before, after, after]);
  expect(await (await listed()).json()).toMatchObject({ metadata: [{ value: btoa("silver") }] });
});

test("a token runs out when the clock says so", async () => {
  const { accessToken } = await emulator.issueTokens("tweety", "spa", "openid");
  expect(await introspection(accessToken)).toMatchObject({ active: true });
  emulator.advanceClock(12 * 60 * 60 * 1000);
  expect(await introspection(accessToken)).toEqual({ active: false });
  expect(await userinfo(accessToken)).toMatchObject({ error: "access_denied" });
});

test("a token may be issued for less time, or for none", async () => {
  const scope = "openid";
  const { accessToken: short, expiresIn } = await emulator.issueTokens("tweety", "spa", scope, 60);
  const { accessToken: expired } = await emulator.issueTokens("tweety", "spa-jwt", scope, 0);
  expect(expiresIn).toBe(59);
  expect(await userinfo(expired)).toMatchObject({ error: "access_denied" });
  expect(await userinfo(short)).toEqual({ sub: userId });
  emulator.advanceClock(61_000);
  expect(await userinfo(short)).toMatchObject({ error: "access_denied" });
});
