import { afterEach, beforeEach, expect, test } from "vitest";
import type { Emulator } from "../../src/emulator.js";
import { startEmulator } from "../../src/start-emulator.js";

// What the emulator offers beside ZITADEL's own interface, and what no recording shows.

const list = "/zitadel.user.v2.UserService/ListUserMetadata";
let emulator: Emulator;

beforeEach(async () => {
  emulator = await startEmulator();
});
afterEach(() => emulator[Symbol.asyncDispose]());

async function call(
  path: string,
  message: unknown,
  token = emulator.directory.personalAccessToken("manager"),
): Promise<Response> {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const body = JSON.stringify(message);
  return fetch(emulator.issuer + path, { method: "POST", headers, body, redirect: "manual" });
}

test("ids are the same in every start, tokens and secrets are not", async () => {
  await using second = await startEmulator();
  expect(second.directory.user("road-runner")).toBe(emulator.directory.user("road-runner"));
  expect(second.directory.app("spa")).toBe(emulator.directory.app("spa"));
  expect(second.directory.personalAccessToken("manager")).not.toBe(
    emulator.directory.personalAccessToken("manager"),
  );
  expect(second.directory.secret("api-basic")).not.toBe(emulator.directory.secret("api-basic"));
});

test("a name that the world does not have is an error that says so", async () => {
  expect(() => emulator.directory.user("tweety")).toThrow('There is no user "tweety"');
  expect(() => emulator.directory.secret("api-key")).toThrow('no client with a secret "api-key"');
  await expect(emulator.directory.key("viewer")).rejects.toThrow('no key "viewer"');
  await expect(emulator.issueTokens("porky-pig", "api-basic", "openid")).rejects.toThrow("Nobody logs in");
  expect(() => emulator.addUser("porky-pig", {})).toThrow('a user "porky-pig" already');
});

test("key files are those of ZITADEL", async () => {
  const { directory } = emulator;
  const pem: unknown = expect.stringContaining("BEGIN RSA PRIVATE KEY");
  expect(await directory.key("api-key")).toMatchObject({
    type: "application",
    clientId: directory.app("api-key"),
    key: pem,
  });
  expect(await directory.key("manager")).toMatchObject({
    type: "serviceaccount",
    userId: directory.user("manager"),
    key: pem,
  });
});

test("users that are added can be read, logged in, deactivated and removed", async () => {
  const userId = emulator.addUser("tweety", { metadata: { plan: "gold", raw: Uint8Array.of(255) } });
  expect(emulator.getMetadata("tweety")).toEqual(emulator.getMetadata(userId));
  expect(emulator.getMetadata("tweety").get("raw")).toEqual(Buffer.of(255));
  const { accessToken } = await emulator.issueTokens("tweety", "spa", "openid");
  const seenBy = async (token: string): Promise<number> => {
    const headers = { authorization: `Bearer ${token}` };
    return (await fetch(`${emulator.issuer}/oidc/v1/userinfo`, { headers })).status;
  };
  expect(await seenBy(accessToken)).toBe(200);
  emulator.deactivateUser("tweety");
  expect(await seenBy(accessToken)).toBe(401);
  emulator.removeUser("tweety");
  expect(await (await call(list, { userId })).json()).toEqual({ pagination: { appliedLimit: "100" } });
});

test("a token that is signed by hand is none that was issued; a personal one can be revoked", async () => {
  const userinfo = async (token: string): Promise<number> => {
    const form = new URLSearchParams({ access_token: token });
    return (await fetch(`${emulator.issuer}/oidc/v1/userinfo`, { method: "POST", body: form })).status;
  };
  expect(await userinfo(await emulator.signJwt({ sub: emulator.directory.user("porky-pig") }))).toBe(401);
  const pat = emulator.directory.personalAccessToken("viewer");
  expect(await userinfo(pat)).toBe(200);
  emulator.revoke(pat);
  expect(await userinfo(pat)).toBe(401);
});

test("every request is written down", async () => {
  const userId = emulator.directory.user("road-runner");
  await call(list, { userId });
  await call("/v2/users/1/metadata?x=y", { metadata: [] });
  expect(emulator.calls).toEqual([
    { method: "POST", path: list, status: 200, userId },
    { method: "POST", path: "/v2/users/1/metadata", status: 400, userId: "1" },
  ]);
  emulator.clearCalls();
  expect(emulator.calls).toEqual([]);
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
