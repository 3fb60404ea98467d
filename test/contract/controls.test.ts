import { afterEach, beforeEach, expect, test } from "vitest";
import type { Emulator } from "../../src/emulator/emulator.js";
import { startEmulator } from "../../src/emulator/start-emulator.js";

// What the emulator offers beside ZITADEL's own interface, and what no recording shows.

const list = "/zitadel.user.v2.UserService/ListUserMetadata";
const set = "/zitadel.user.v2.UserService/SetUserMetadata";
let emulator: Emulator;

beforeEach(async () => {
  emulator = await startEmulator();
});
afterEach(() => emulator[Symbol.asyncDispose]());

async function call(
  path: string,
  message: unknown,
  token = emulator.world.pat("manager"),
): Promise<Response> {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const body = JSON.stringify(message);
  return fetch(emulator.issuer + path, { method: "POST", headers, body, redirect: "manual" });
}

test("ids are the same in every start, tokens and secrets are not", async () => {
  await using second = await startEmulator();
  expect(second.world.user("road-runner")).toBe(emulator.world.user("road-runner"));
  expect(second.world.app("spa")).toBe(emulator.world.app("spa"));
  expect(second.world.pat("manager")).not.toBe(emulator.world.pat("manager"));
  expect(second.world.secret("api-basic")).not.toBe(emulator.world.secret("api-basic"));
});

test("a name that the world does not have is an error that says so", async () => {
  expect(() => emulator.world.user("tweety")).toThrow('There is no user "tweety"');
  expect(() => emulator.world.secret("api-key")).toThrow('no client with a secret "api-key"');
  await expect(emulator.world.key("viewer")).rejects.toThrow('no key "viewer"');
  await expect(emulator.issueTokens("porky-pig", "api-basic", "openid")).rejects.toThrow("Nobody logs in");
  expect(() => emulator.addUser("porky-pig", {})).toThrow('a user "porky-pig" already');
});

test("key files are those of ZITADEL", async () => {
  const { world } = emulator;
  const pem: unknown = expect.stringContaining("BEGIN RSA PRIVATE KEY");
  expect(await world.key("api-key")).toMatchObject({
    type: "application",
    clientId: world.app("api-key"),
    key: pem,
  });
  expect(await world.key("manager")).toMatchObject({
    type: "serviceaccount",
    userId: world.user("manager"),
    key: pem,
  });
});

test("users that are added can be read, logged in, deactivated and removed", async () => {
  const userId = emulator.addUser("tweety", { metadata: { plan: "gold", raw: Uint8Array.of(255) } });
  expect(emulator.metadataOf("tweety")).toEqual(emulator.metadataOf(userId));
  expect(emulator.metadataOf("tweety").get("raw")).toEqual(Buffer.of(255));
  const { accessToken } = await emulator.issueTokens("tweety", "spa", "openid");
  const seenBy = async (token: string): Promise<number> => {
    const headers = { authorization: `Bearer ${token}` };
    return (await fetch(`${emulator.issuer}/oidc/v1/userinfo`, { headers })).status;
  };
  expect(await seenBy(accessToken)).toBe(200);
  emulator.deactivate("tweety");
  expect(await seenBy(accessToken)).toBe(401);
  emulator.remove("tweety");
  expect(await (await call(list, { userId })).json()).toEqual({ pagination: { appliedLimit: "100" } });
});

test("tokens run out, are revoked, and may be minted at will", async () => {
  const { accessToken } = await emulator.issueTokens("porky-pig", "spa-jwt", "openid");
  const userinfo = async (token: string): Promise<number> => {
    const form = new URLSearchParams({ access_token: token });
    return (await fetch(`${emulator.issuer}/oidc/v1/userinfo`, { method: "POST", body: form })).status;
  };
  expect(await userinfo(await emulator.signJwt({ sub: emulator.world.user("porky-pig") }))).toBe(401);
  expect(await userinfo(accessToken)).toBe(200);
  emulator.advance(13 * 60 * 60 * 1000);
  expect(await userinfo(accessToken)).toBe(401);
  const pat = emulator.world.pat("viewer");
  expect(await userinfo(pat)).toBe(200);
  emulator.revoke(pat);
  expect(await userinfo(pat)).toBe(401);
});

test("every request is written down", async () => {
  const userId = emulator.world.user("road-runner");
  await call(list, { userId });
  await call("/v2/users/1/metadata?x=y", { metadata: [] });
  expect(emulator.calls).toEqual([
    { method: "POST", path: list, status: 200, userId },
    { method: "POST", path: "/v2/users/1/metadata", status: 400, userId: "1" },
  ]);
  emulator.clearCalls();
  expect(emulator.calls).toEqual([]);
});

test("a fault meets as many requests as it was told, on its route only", async () => {
  const message = { userId: emulator.world.user("road-runner") };
  emulator.failNext(list, { status: 503, body: "<p>down</p>", contentType: "text/html" }, 2);
  emulator.failNext(/SetUserMetadata$/, { redirect: "http://elsewhere.example/" });
  const answers = [await call(list, message), await call(set, message), await call(list, message)];
  expect(answers.map(({ status }) => status)).toEqual([503, 307, 503]);
  expect(answers[0]?.headers.get("content-type")).toBe("text/html");
  expect(answers[1]?.headers.get("location")).toBe("http://elsewhere.example/");
  expect((await call(list, message)).status).toBe(200);
});

test("a fault may come after the request was carried out", async () => {
  const message = { userId: emulator.world.user("porky-pig"), metadata: [{ key: "plan", value: "MQ==" }] };
  emulator.failNext(set, { status: 502, applied: true });
  expect((await call(set, message)).status).toBe(502);
  expect([...emulator.metadataOf("porky-pig").keys()]).toEqual(["plan"]);
});

test("connections may break, or stay without an answer until the emulator closes", async () => {
  emulator.failNext(list, "reset");
  await expect(call(list, {})).rejects.toThrow("fetch failed");
  emulator.failNext(list, "hang");
  const hanging = expect(call(list, {})).rejects.toThrow("fetch failed");
  await expect.poll(() => emulator.calls.length).toBe(2);
  await emulator[Symbol.asyncDispose]();
  await hanging;
  expect(emulator.calls.map(({ status }) => status)).toEqual([0, 0]);
  emulator = await startEmulator();
});

test("a body above 15 MiB is too large", async () => {
  expect((await call(list, { filler: "x".repeat(15 * 1024 * 1024) })).status).toBe(413);
});

test("a list above 10 MiB is refused by Connect as it is by REST", async () => {
  const metadata = Object.fromEntries(Array.from({ length: 24 }, (_, n) => [`k${n}`, "x".repeat(480_000)]));
  const answer = await call(list, { userId: emulator.addUser("tweety", { metadata }) });
  expect(answer.status).toBe(429);
  expect(await answer.json()).toEqual({
    code: "resource_exhausted",
    message: "grpc: received message after decompression larger than max 10485760",
  });
});
