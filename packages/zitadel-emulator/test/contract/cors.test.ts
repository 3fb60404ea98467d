import { afterAll, beforeAll, expect, test } from "vitest";
import type { Emulator } from "../../src/emulator.js";
import { startEmulator } from "../../src/start-emulator.js";

// Preflight requests of browsers for single-page applications.

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator[Symbol.asyncDispose]());

const origin = "http://localhost:5173";

test.each([
  ["/oauth/v2/token", "POST", "content-type"],
  ["/oidc/v1/userinfo", "GET", "authorization"],
  ["/zitadel.user.v2.UserService/ListUserMetadata", "POST", "authorization,content-type"],
])("allows cross-origin calls of %s", async (path, method, headers) => {
  const response = await fetch(emulator.issuer + path, {
    method: "OPTIONS",
    headers: {
      origin,
      "access-control-request-method": method,
      "access-control-request-headers": headers,
    },
  });
  expect(response.ok).toBe(true);
  expect([origin, "*"]).toContain(response.headers.get("access-control-allow-origin"));
  expect(response.headers.get("access-control-allow-methods")).toContain(method);
  const allowed = (response.headers.get("access-control-allow-headers") ?? "").toLowerCase();
  for (const header of headers.split(",")) expect(allowed).toContain(header);
});

test("allows pages of other origins to read responses, including errors", async () => {
  const response = await fetch(`${emulator.issuer}/oidc/v1/userinfo`, { headers: { origin } });
  expect(response.status).toBe(401);
  expect([origin, "*"]).toContain(response.headers.get("access-control-allow-origin"));
});
