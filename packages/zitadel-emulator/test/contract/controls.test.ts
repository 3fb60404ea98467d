import { afterEach, beforeEach, expect, test } from "vitest";
import type { Emulator } from "../../src/emulator.js";
import { defaultSeed } from "../../src/seed/default-seed.js";
import { startEmulator } from "../../src/start-emulator.js";

// The controls of `Emulator`, and behavior that the recordings do not cover.

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

test("assigns the same ids at every start, but new tokens and secrets", async () => {
  await using second = await startEmulator();
  expect(second.directory.user("road-runner")).toBe(emulator.directory.user("road-runner"));
  expect(second.directory.app("spa")).toBe(emulator.directory.app("spa"));
  expect(second.directory.personalAccessToken("manager")).not.toBe(
    emulator.directory.personalAccessToken("manager"),
  );
  expect(second.directory.secret("api-basic")).not.toBe(emulator.directory.secret("api-basic"));
});

test("closes its port if the seed refers to an unknown name", async () => {
  const port = Number(new URL(emulator.issuer).port);
  await emulator[Symbol.asyncDispose]();
  const seed = { ...defaultSeed, people: { ada: { organization: "unknown" } } };
  await expect(startEmulator({ port, seed })).rejects.toThrow("unknown");
  emulator = await startEmulator({ port });
  expect(emulator.issuer).toContain(String(port));
});

test("throws for unknown names, other application types and duplicate users", async () => {
  expect(() => emulator.directory.user("tweety")).toThrow('Unknown user "tweety"');
  expect(() => emulator.directory.secret("api-key")).toThrow('Unknown client with a secret "api-key"');
  await expect(emulator.directory.key("viewer")).rejects.toThrow('Unknown key "viewer"');
  await expect(emulator.issueTokens("porky-pig", "api-basic", "openid")).rejects.toThrow(
    "not a PKCE application",
  );
  expect(() => emulator.addUser("porky-pig", {})).toThrow('User "porky-pig" already exists');
});

test("creates key files in ZITADEL's format", async () => {
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

test("withholds the total of metadata lists, too, with permissionCheckV2", async () => {
  const userId = emulator.directory.user("road-runner");
  const listAs = async (user: string): Promise<unknown> =>
    (await call(list, { userId }, emulator.directory.personalAccessToken(user))).json();
  const pagination = { totalResult: "3", appliedLimit: "100" };
  expect(await listAs("nobody")).toEqual({ pagination });
  emulator.setPermissionCheckV2(true);
  expect(await listAs("nobody")).toEqual({ pagination: { appliedLimit: "100" } });
  expect(await listAs("manager")).toMatchObject({ pagination, metadata: [{}, {}, {}] });
});

test("adds users, logs them in, deactivates them and removes them", async () => {
  const userId = emulator.addUser("tweety", { metadata: { plan: "gold", raw: Uint8Array.of(255) } });
  expect(emulator.getMetadata("tweety")).toEqual(emulator.getMetadata(userId));
  expect(emulator.getMetadata("tweety").get("raw")).toEqual(Buffer.of(255));
  const { accessToken } = await emulator.issueTokens("tweety", "spa", "openid");
  const userinfoStatus = async (token: string): Promise<number> => {
    const headers = { authorization: `Bearer ${token}` };
    return (await fetch(`${emulator.issuer}/oidc/v1/userinfo`, { headers })).status;
  };
  expect(await userinfoStatus(accessToken)).toBe(200);
  emulator.deactivateUser("tweety");
  expect(await userinfoStatus(accessToken)).toBe(401);
  emulator.removeUser("tweety");
  expect(await (await call(list, { userId })).json()).toEqual({ pagination: { appliedLimit: "100" } });
});

test("rejects signed tokens that were not issued, and revoked personal access tokens", async () => {
  const userinfo = async (token: string): Promise<number> => {
    const form = new URLSearchParams({ access_token: token });
    return (await fetch(`${emulator.issuer}/oidc/v1/userinfo`, { method: "POST", body: form })).status;
  };
  expect(await userinfo(await emulator.signJwt({ sub: emulator.directory.user("porky-pig") }))).toBe(401);
  const token = emulator.directory.personalAccessToken("viewer");
  expect(await userinfo(token)).toBe(200);
  emulator.revoke(token);
  expect(await userinfo(token)).toBe(401);
});

test("records every request with its status and user id", async () => {
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

test("rejects a list above 10 MiB through Connect, too", async () => {
  const metadata = Object.fromEntries(Array.from({ length: 24 }, (_, n) => [`k${n}`, "x".repeat(480_000)]));
  const response = await call(list, { userId: emulator.addUser("tweety", { metadata }) });
  expect(response.status).toBe(429);
  expect(await response.json()).toEqual({
    code: "resource_exhausted",
    message: "grpc: received message after decompression larger than max 10485760",
  });
});
